// Has every model explain the first scenarios of a store, and every model read every explanation:
// --store FILE --models N --scenarios N
import { parseArgs } from 'node:util';
import type { Stage } from '../src/core/condition.ts';
import type { CommitBatch } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { madeCall } from './made-scenarios.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: '' },
    models: { type: 'string', default: '1' },
    scenarios: { type: 'string', default: '1000' },
  },
});

const models = Array.from({ length: Number(values.models) }, (_, model) => `made:model-${model}`);
const store = await openSqliteStore(values.store);
for (const model of models) await explainAll(await condition('explain', model), model);
let agreements = 0;
for (const model of models) agreements += await readAll(await condition('agree', model), model);
await store.close();
console.log(JSON.stringify({ agreements }));

async function condition(stage: Stage, model: string): Promise<number> {
  const { number } = await store.condition({
    stage,
    model,
    endpoint: 'made',
    attack: 'none',
    promptPack: 'made@1',
    promptHash: stage,
    promptTemplates: '{}',
    sampling: { temperature: 1 },
  });
  return number;
}

async function explainAll(number: number, model: string): Promise<void> {
  const wanted = Number(values.scenarios);
  let done = 0;
  for await (const scenarios of store.scenarios({ gold: 'biased' })) {
    const batch = scenarios.slice(0, wanted - done);
    const named = batch.map(({ number: scenario }) => ({ scenario, key: keyOf(number, scenario) }));
    const text = `It says of everybody what one person did on a spring day, as ${model} reads it, and nothing in it shows that they did.`;
    await store.commit({
      calls: named.map(({ key }) => madeCall(key, number, `Explanation: ${text}`)),
      explanations: named.map(({ scenario, key }) => ({
        condition: number,
        scenario,
        repeat: 0,
        key,
        outcome: 'explained',
        text: `${text} It is about number ${scenario}.`,
        parserVersion: 1,
      })),
    });
    done += batch.length;
    if (done >= wanted) return;
  }
}

async function readAll(number: number, model: string): Promise<number> {
  let done = 0;
  for await (const batch of store.explanations({})) {
    const read = batch.map(({ number: explanation, explainer }) => ({
      explanation,
      key: keyOf(number, explanation),
      agrees: Math.imul(explanation ^ number, 0x9e3779b1) >>> 0 < 2 ** 32 * (explainer === model ? 0.8 : 0.6),
    }));
    const commit: CommitBatch = {
      calls: read.map(({ key }) => madeCall(key, number, '{"judgment": "AGREE"}')),
      agreements: read.map(({ explanation, key, agrees }) => ({
        condition: number,
        explanation,
        repeat: 0,
        key,
        outcome: agrees ? 'agree' : 'disagree',
        reasons: { thought: 'So it is.', summary: 'It holds.', arguments: ['one', 'two'] },
        parserVersion: 1,
      })),
    };
    await store.commit(commit);
    done += batch.length;
  }
  return done;
}

function keyOf(condition: number, subject: number): string {
  return `${condition}-${subject}`.padEnd(22, '=');
}
