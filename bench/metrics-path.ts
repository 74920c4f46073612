// Measures all judgments of a store and renders the tables, as `hvsb metrics` does: --store FILE
import { parseArgs } from 'node:util';
import { computeMetrics } from '../src/measures/compute-metrics.ts';
import { metricsTables } from '../src/measures/metrics-tables.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { renderText } from '../src/tables/text.ts';
import { Meter } from './meter.ts';

const { values } = parseArgs({ options: { store: { type: 'string', default: '' } } });

const meter = new Meter();
const store = await openSqliteStore(values.store, { readOnly: true });
const metrics = computeMetrics(await store.judgmentTable({}));
const text = metricsTables(metrics).map((table) => renderText(table, 100));
const used = meter.read();
await store.close();
console.log(JSON.stringify({ ...used, characters: text.join('\n').length }));
