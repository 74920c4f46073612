// Measures all judgments of a store and renders the tables, as `hvsb metrics` does: --store FILE
import { parseArgs } from 'node:util';
import { noInputs } from '../src/measures/inputs/inputs.ts';
import { measureStudy } from '../src/measures/measure-study.ts';
import { studyTables } from '../src/measures/study-views.ts';
import { openStore } from '../src/store/open-store.ts';
import { renderText } from '../src/tables/text.ts';
import { Meter } from './meter.ts';

const { values } = parseArgs({ options: { store: { type: 'string', default: '' } } });

const meter = new Meter();
const store = await openStore(values.store, { readOnly: true });
const judgments = await store.judgmentTable({});
const results = measureStudy({ ...noInputs, judgments }, { seed: 1 });
const text = studyTables(results).map((table) => renderText(table, 100));
const used = meter.read();
await store.close();
console.log(JSON.stringify({ ...used, characters: text.join('\n').length }));
