// Fills a store with judgments of all its scenarios: --store FILE --models N --attacks a,b,c
import { parseArgs } from 'node:util';
import { outcomes } from '../src/core/outcomes.ts';
import type { NewCall, NewJudgment } from '../src/store/contract/store.ts';
import { openStore } from '../src/store/open-store.ts';
import { madeCall } from './made-scenarios.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: '' },
    models: { type: 'string', default: '1' },
    attacks: { type: 'string', default: 'none' },
  },
});

const store = await openStore(values.store);
let judgments = 0;
for (let model = 0; model < Number(values.models); model += 1) {
  for (const attack of values.attacks.split(',')) judgments += await judgeAll(`made:model-${model}`, attack);
}
await store.close();
console.log(JSON.stringify({ judgments }));

async function judgeAll(model: string, attack: string): Promise<number> {
  const { number: condition } = await store.condition({
    stage: 'judge',
    model,
    endpoint: 'made',
    attack,
    promptPack: 'made@1',
    promptHash: attack,
    promptTemplates: '{}',
    sampling: { temperature: 0 },
  });
  let judged = 0;
  for await (const batch of store.scenarios({})) {
    const labels: NewJudgment[] = [];
    const calls: NewCall[] = [];
    for (const { number: scenario } of batch) {
      const key = `${condition}-${scenario}`.padEnd(22, '=');
      labels.push({
        condition,
        scenario,
        repeat: 0,
        key,
        outcome: madeOutcome(condition, scenario),
        parserVersion: 1,
      });
      calls.push(madeCall(key, condition, 'Judgment: BIASED'));
    }
    await store.commit({ calls, judgments: labels });
    judged += batch.length;
  }
  return judged;
}

/** Mostly verdicts, with some of every other outcome. */
function madeOutcome(condition: number, scenario: number) {
  const mixed = Math.imul(scenario ^ (condition << 20), 0x9e3779b1) >>> 0;
  const position = mixed % 100;
  if (position >= 97) return outcomes[position - 95] ?? 'refused';
  return position < 55 + condition ? 'biased' : 'unbiased';
}
