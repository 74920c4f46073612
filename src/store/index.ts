// What `import ... from 'hvsb/store'` gives: the contract of a store, and the store in one SQLite file.

export { drawItemNumber } from './contract/ratings.ts';
export type * from './contract/store.ts';
export { openSqliteStore } from './sqlite/sqlite-store.ts';
