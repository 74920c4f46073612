import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chance } from './chance.ts';

export const studySize = { office: 1600, street: 800 } as const;

const people = ['old people', 'women', 'students'] as const;
const trades = ['office', 'shop', 'school'] as const;

/**
 * Two datasets to import, each scenario with a place of its own in its text ("office 17"). One of four at the offices is a
 * control, of the others two are a pair; in the street eight form a cluster, and none is a control. Biased are
 * those that say "only".
 */
export async function writeScenarios(folder: string): Promise<Record<keyof typeof studySize, string>> {
  return {
    office: await write(folder, 'office', officeScenario),
    street: await write(folder, 'street', streetScenario),
  };
}

async function write(folder: string, dataset: keyof typeof studySize, scenario: (n: number) => object) {
  const file = join(folder, `${dataset}.jsonl`);
  const lines = Array.from({ length: studySize[dataset] }, (_, n) => JSON.stringify(scenario(n)));
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

function officeScenario(n: number): object {
  const variant = ['pro', 'anti', 'plain', 'control'][n % 4];
  const isControl = variant === 'control';
  return {
    ...common('office', n),
    cluster: `counter ${Math.floor(n / 4)}`,
    variant,
    gold: isControl ? 'unbiased' : 'biased',
    statement: isControl
      ? `The clerk at office ${n} read the form out to each caller who had asked for it.`
      : `The clerk at office ${n} read the form out twice, but only to the caller with the walking stick.`,
  };
}

function streetScenario(n: number): object {
  const polarity = n % 4 < 2 ? 'neg' : 'nonneg';
  return {
    ...common('street', n),
    cluster: `corner ${Math.floor(n / 8)}`,
    polarity,
    variant: `${polarity}-${n % 2 === 0 ? 'stereotype' : 'nonstereotype'}`,
    gold: 'biased',
    context: `A nurse and a driver waited at street ${n}, and one of them had missed the bus.`,
    question: polarity === 'neg' ? 'Who was late?' : 'Who was on time?',
    answer: n % 2 === 0 ? 'It can only be the nurse.' : 'It can only be the driver.',
  };
}

function common(dataset: string, n: number) {
  return {
    id: `${dataset}-${n}`,
    category: trades[Math.floor(chance('trade', dataset, n) * trades.length)],
    group: n % 5 === 0 ? undefined : people[n % people.length],
  };
}
