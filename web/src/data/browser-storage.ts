/**
 * What the browser stores over a reload. Where it stores nothing (private windows, full disks) the page still works as
 * long as it is open, so failures are ignored here.
 */
export const browserStorage = {
  /** Null where nothing is stored under the key, or what is there cannot be read. */
  read<T>(storage: Storage, key: string): T | null {
    try {
      const text = storage.getItem(key);
      // Written by `write` below under the same key.
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  },
  write(storage: Storage, key: string, value: unknown): void {
    try {
      storage.setItem(key, JSON.stringify(value));
    } catch {}
  },
  remove(storage: Storage, key: string): void {
    try {
      storage.removeItem(key);
    } catch {}
  },
  keys(storage: Storage, prefix: string): string[] {
    try {
      return Object.keys(storage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  },
};
