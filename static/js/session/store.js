// @ts-check
/** What this device remembers: JSON in localStorage, or in memory where that is refused or full. */

/**
 * @typedef {object} Store
 * @property {(key:string) => any} get the value, or null
 * @property {(key:string, value:unknown) => void} set
 * @property {(key:string) => void} remove
 * @property {(prefix:string) => string[]} keys
 * @property {() => boolean} durable false once something is held in memory only
 */

/** @param {() => Storage} open reading `localStorage` itself may throw @returns {Store} */
export function openStore(open) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  const disk = attempt(open, null);

  return {
    get(key) {
      const text = memory.get(key) ?? attempt(() => disk?.getItem(key), null);
      return text == null ? null : attempt(() => JSON.parse(text), null);
    },
    set(key, value) {
      const text = JSON.stringify(value);
      const written = disk !== null && attempt(() => (disk.setItem(key, text), true), false);
      if (written) memory.delete(key);
      else memory.set(key, text);
    },
    remove(key) {
      memory.delete(key);
      attempt(() => disk?.removeItem(key), undefined);
    },
    keys(prefix) {
      const stored = attempt(() => (disk ? Object.keys(disk) : []), /** @type {string[]} */ ([]));
      return [...new Set([...stored, ...memory.keys()])].filter((key) => key.startsWith(prefix));
    },
    durable: () => disk !== null && memory.size === 0,
  };
}

/** @template T, D @param {() => T} action @param {D} otherwise @returns {T|D} */
function attempt(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
