// @ts-check
/** What this device keeps between visits: two IndexedDB stores, or memory where that is missing, refused or full. */

/** @typedef {"plans"|"attempts"} StoreName */
/**
 * @typedef {object} Db
 * @property {(store:StoreName, key:string) => Promise<any>} get the value, or null
 * @property {(store:StoreName) => Promise<any[]>} all
 * @property {(store:StoreName, value:any) => Promise<any>} put resolves once it is on disk
 * @property {(store:StoreName, key:string) => Promise<any>} remove
 * @property {(store:StoreName, key:string, change:(old:any) => any) => Promise<any>} update
 *   reads, changes and writes in one transaction, also against other tabs. `change` gets the value or null
 *   and answers the new value, null to remove it or undefined to leave it. Resolves with what is kept then.
 * @property {() => boolean} durable false once something is held in memory only
 */
/**
 * @typedef {object} Work
 * @property {IDBObjectStore} objects
 * @property {(value:any) => void} answer
 * @property {(error:unknown) => void} giveUp undoes the transaction
 */

const NAME = "psoasfit";
const VERSION = 1;
/** @type {Record<StoreName, string>} where a value has its key */
const KEYS = { plans: "session", attempts: "id" };
const OPEN_MS = 4_000; // some browsers never answer after a crash
const LOST = new Set(["InvalidStateError", "UnknownError", "AbortError"]); // the connection died, not the write

/** @param {() => IDBFactory} factory reading `indexedDB` itself may throw @returns {Db} */
export function openDb(factory = () => globalThis.indexedDB) {
  /** @type {Record<StoreName, Map<string, any>>} what the disk did not take; null where it should be gone */
  const memory = { plans: new Map(), attempts: new Map() };
  /** @type {Promise<IDBDatabase>|null} */
  let connection = null;
  let refused = false;

  function connect() {
    connection ??= open(factory, () => (connection = null));
    return connection;
  }

  /**
   * @param {StoreName} store @param {IDBTransactionMode} mode @param {(work:Work) => void} work
   * @returns {Promise<any>} what it answered, once the transaction is complete; rejects without a usable disk
   */
  async function run(store, mode, work) {
    if (refused) throw new Error("no disk");
    for (let again = true; ; again = false) {
      const disk = await connect().catch((error) => {
        refused = true;
        throw error;
      });
      try {
        return await transact(disk, store, mode, work);
      } catch (error) {
        if (!again || !LOST.has(/** @type {Error} */ (error)?.name)) throw error;
        connection = null;
      }
    }
  }

  /** @type {Db["update"]} */
  async function update(store, key, change) {
    const held = memory[store];
    /** @type {unknown[]} */
    const thrown = [];
    /** @type {any[]} */
    let next = [];
    const decide = (/** @type {any} */ onDisk) => {
      const old = held.has(key) ? held.get(key) : onDisk;
      const wanted = change(old);
      next = [wanted === undefined ? old : wanted];
      return wanted !== undefined || held.has(key);
    };
    try {
      await run(store, "readwrite", ({ objects, giveUp }) => {
        const asked = objects.get(key);
        asked.onsuccess = () => {
          try {
            if (!decide(asked.result ?? null)) return;
          } catch (error) {
            thrown.push(error);
            return giveUp(error);
          }
          if (next[0] === null) objects.delete(key);
          else objects.put(next[0]);
        };
      });
      held.delete(key);
    } catch {
      if (thrown.length) throw thrown[0];
      if (next.length === 0) decide(null);
      held.set(key, next[0]);
    }
    return next[0];
  }

  return {
    update,
    async get(store, key) {
      if (memory[store].has(key)) return memory[store].get(key);
      const read = (/** @type {Work} */ { objects, answer }) => {
        const asked = objects.get(key);
        asked.onsuccess = () => answer(asked.result ?? null);
      };
      return run(store, "readonly", read).catch(() => null);
    },
    async all(store) {
      const read = (/** @type {Work} */ { objects, answer }) => {
        const asked = objects.getAll();
        asked.onsuccess = () => answer(asked.result);
      };
      /** @type {any[]} */
      const rows = await run(store, "readonly", read).catch(() => []);
      const held = memory[store];
      const stored = rows.filter((row) => !held.has(row[KEYS[store]]));
      return [...stored, ...[...held.values()].filter((row) => row !== null)];
    },
    put: (store, value) => update(store, value[KEYS[store]], () => value),
    remove: (store, key) => update(store, key, () => null),
    durable: () => !refused && memory.plans.size + memory.attempts.size === 0,
  };
}

/** @param {() => IDBFactory} factory @param {() => void} onLost @returns {Promise<IDBDatabase>} */
function open(factory, onLost) {
  return new Promise((resolve, reject) => {
    const request = factory().open(NAME, VERSION);
    const timer = setTimeout(() => reject(new Error("IndexedDB does not answer")), OPEN_MS);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(store, { keyPath });
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const disk = request.result;
      if (!disk.objectStoreNames.contains("plans")) return resolve(startOver(disk, factory, onLost));
      disk.onclose = onLost;
      disk.onversionchange = () => {
        disk.close(); // a newer page must not wait for this one
        onLost();
      };
      resolve(disk);
    };
  });
}

/**
 * Somebody opened the database by name before it was made, which leaves an empty one behind.
 * @param {IDBDatabase} empty @param {() => IDBFactory} factory @param {() => void} onLost @returns {Promise<IDBDatabase>}
 */
async function startOver(empty, factory, onLost) {
  empty.close();
  await new Promise((resolve, reject) => {
    const gone = factory().deleteDatabase(NAME);
    gone.onsuccess = resolve;
    gone.onerror = gone.onblocked = reject;
  });
  return open(factory, onLost);
}

/**
 * @param {IDBDatabase} disk @param {StoreName} store @param {IDBTransactionMode} mode
 * @param {(work:Work) => void} work @returns {Promise<any>}
 */
function transact(disk, store, mode, work) {
  return new Promise((resolve, reject) => {
    const tx = disk.transaction(store, mode, { durability: "strict" }); // a finished set must survive a flat battery
    /** @type {any} */
    let result;
    tx.oncomplete = () => resolve(result);
    tx.onabort = () => reject(tx.error ?? new DOMException("The transaction was given up", "AbortError"));
    work({
      objects: tx.objectStore(store),
      answer: (value) => (result = value),
      giveUp(error) {
        reject(error);
        tx.abort();
      },
    });
  });
}
