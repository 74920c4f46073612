// Makes a store with so many scenarios: --store FILE --scenarios N
import { parseArgs } from 'node:util';
import { openStore } from '../src/store/open-store.ts';
import { madeScenarios } from './made-scenarios.ts';

const { values } = parseArgs({
  options: { store: { type: 'string', default: '' }, scenarios: { type: 'string', default: '0' } },
});

const store = await openStore(values.store);
const { added } = await store.replaceScenarios('made', null, madeScenarios(Number(values.scenarios)));
await store.close();
console.log(JSON.stringify({ added }));
