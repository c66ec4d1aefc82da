/** As much of IndexedDB as db.js uses: transactions run one after another, all or nothing, and can be told to fail. */

const later = (action) => setImmediate(action);
const problem = (name) => Object.assign(new Error(name), { name });

/** @returns {any} an IDBFactory whose disk outlives its connections */
export function fakeIndexedDb() {
  const factory = {
    disk: new Map(), opened: 0, durabilities: [],
    /**
     * `open_error` at opening, `silent` never answers, `empty` has no stores, `full` fails every write, `lose` ends
     * that many connections before they are used.
     */
    open_error: null, silent: false, empty: false, full: false, lose: 0,
    connections: [], queue: Promise.resolve(),
    open() {
      const request = {};
      factory.opened++;
      if (factory.silent) return request;
      later(() => {
        if (factory.open_error) {
          request.error = problem(factory.open_error);
          return request.onerror();
        }
        request.result = connection(factory);
        factory.connections.push(request.result);
        if (factory.disk.size === 0 && !factory.empty) request.onupgradeneeded();
        request.onsuccess();
      });
      return request;
    },
  };
  return Object.assign(factory, { deleteDatabase });

  function deleteDatabase() {
    const request = {};
    later(() => {
      factory.empty = false;
      request.onsuccess();
    });
    return request;
  }
}

function connection(factory) {
  let closed = false;
  return {
    close() { closed = true; },
    objectStoreNames: { contains: (name) => factory.disk.has(name) },
    createObjectStore(name, { keyPath }) { factory.disk.set(name, { keyPath, rows: new Map() }); },
    transaction(name, mode, { durability }) {
      if (factory.lose > 0) {
        factory.lose--;
        closed = true;
      }
      if (closed) throw problem("InvalidStateError");
      if (mode === "readwrite") factory.durabilities.push(durability);
      const tx = transaction(factory, factory.disk.get(name));
      factory.queue = factory.queue.then(tx.run);
      return tx;
    },
  };
}

function transaction(factory, { keyPath, rows }) {
  const calls = [];
  const draft = new Map();
  let given_up = null;
  const ask = (answer) => {
    const request = {};
    calls.push(() => {
      request.result = answer();
      request.onsuccess?.();
    });
    return request;
  };
  const tx = {
    error: null,
    abort() { given_up = problem("AbortError"); },
    objectStore: () => ({
      get: (key) => ask(() => structuredClone(draft.get(key))),
      getAll: () => ask(() => structuredClone([...draft.values()])),
      delete: (key) => ask(() => void draft.delete(key)),
      put: (row) => ask(() => {
        if (factory.full) given_up = problem("QuotaExceededError");
        else draft.set(row[keyPath], structuredClone(row));
      }),
    }),
    async run() {
      for (const [key, row] of rows) draft.set(key, row);
      for (let call = calls.shift(); call && !given_up; call = calls.shift()) {
        await new Promise(later);
        call();
      }
      await new Promise(later);
      tx.error = given_up?.name === "AbortError" ? null : given_up;
      if (given_up) return tx.onabort();
      rows.clear();
      for (const [key, row] of draft) rows.set(key, row);
      tx.oncomplete();
    },
  };
  return tx;
}
