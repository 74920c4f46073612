// What `import ... from 'hvsb/store'` gives: the contract of a store, and the stores in a file and in a database.

export { drawItemNumber } from './contract/ratings.ts';
export type * from './contract/store.ts';
export { type CopiedCounts, type CopiedRowsNote, copyStore } from './copy/copy-store.ts';
export { openStore } from './open-store.ts';
export { openSqliteStore } from './sqlite/sqlite-store.ts';
