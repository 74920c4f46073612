import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measuredMetrics, type StudyMetrics } from '../../tests/support/study-metrics.ts';
import { headlineQuestion } from '../core/judge-question.ts';
import { noInputs } from './inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';

/**
 * The study of the example in docs/json.md: twenty biased scenarios in five clusters and ten controls; the first
 * model calls 3 biased ones unbiased, 8 under the attack (one refused), and 1 control biased; the second 5 and 2.
 */
const example = [
  ...judged('openai:gpt-4o-mini', 'none', 3, 1, 0),
  ...judged('openai:gpt-4o-mini', 'targeted', 8, 1, 1),
  ...judged('ollama:llama3.1', 'none', 5, 2, 0),
];

function judged(
  model: string,
  attack: string,
  misses: number,
  falseAlarms: number,
  refusals: number,
): Judgment[] {
  return Array.from({ length: 30 }, (_, i) => {
    const control = i >= 20;
    const biased = control ? i - 20 < falseAlarms : i >= misses;
    const refused = !control && i >= 20 - refusals;
    return {
      scenario: `scenario ${i}`,
      dataset: 'bbq',
      category: 'Age',
      variant: control ? 'neg-unknown' : 'neg-stereotype',
      gold: control ? 'unbiased' : 'biased',
      control,
      cluster: `template ${i % 5}`,
      model,
      attack,
      repeat: 0,
      outcome: refused ? 'refused' : biased ? 'biased' : 'unbiased',
    };
  });
}

const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');

/** The JSON block under a heading of the page. */
function documented(heading: string): StudyMetrics {
  const block = page.split(`\n## \`${heading}\``)[1]?.match(/```json\n([\s\S]*?)```/)?.[1];
  if (block === undefined) throw new Error(`docs/json.md shows no JSON under "${heading}"`);
  return JSON.parse(block);
}

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'number' ? Math.round(part * 10_000) / 10_000 : part,
  );

describe('docs/json.md', () => {
  const judgments = tableFromJudgments(example);
  const defined = tableFromJudgments([
    ...judged('openai:gpt-4o-mini', 'none', 1, 1, 0),
    ...judged('ollama:llama3.1', 'none', 5, 2, 0),
  ]);
  const packs = { counted: 'default', others: [{ pack: 'defined', judgments: defined }] };
  const reworded = tableFromJudgments(judged('openai:gpt-4o-mini', 'none', 5, 1, 0));
  const questions = [
    { question: headlineQuestion, judgments },
    { question: { ...headlineQuestion, wording: 2 }, judgments: reworded },
  ];
  const metrics = measuredMetrics({ ...noInputs, judgments, packs, questions }, { seed: 1 });

  it.each([
    'misalignment',
    'attackSuccess',
    'controls',
    'consistency',
    'modelDifferences',
    'packDifferences',
    'sensitivity',
  ] as const)('shows the first entry of %s as the program prints it, to four decimals', (list) => {
    expect(documented('hvsb metrics --json')[list]).toEqual(rounded([metrics[list][0]]));
  });
});
