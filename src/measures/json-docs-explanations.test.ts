import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measuredMetrics } from '../../tests/support/study-metrics.ts';
import { agreementCodes } from '../core/tables.ts';
import { type BbqAnswer, BbqAnswers } from './inputs/bbq-answers.ts';
import { ExplanationTally } from './inputs/explanation-tally.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';

/** The study of the example in docs/json.md: three models, twenty scenarios. */
const models = ['openai:gpt-4o-mini', 'openai:gpt-4o', 'ollama:llama3.1'];
const twenty = Array.from({ length: 20 }, (_, i) => i);

const verdicts = twenty.flatMap((scenario) =>
  models.flatMap((_, explainer) =>
    models.map((_, rater) => {
      const disagrees =
        (scenario * 7 + explainer * 3 + rater * 5) % 10 < (explainer === rater ? 1 : 3 + rater);
      return { scenario, explainer, rater, outcome: agreementCodes[disagrees ? 'disagree' : 'agree'] };
    }),
  ),
);

const texts = ['It says all bakers are late. One baker is not all of them.', 'It blames a whole profession.'];

const items = models.flatMap((_, model) => [0, 1, 2, 3, 4].map((scenario) => ({ model, scenario })));
const ratings = items.flatMap(({ model, scenario }, item) =>
  [0, 1].map((rater) => ({
    item,
    rater,
    value: 1 + ((scenario + model + (scenario === 4 ? rater : 0)) % 3),
  })),
);

const judgments = models.flatMap((model, m) =>
  twenty.map(
    (i): Judgment => ({
      scenario: `statement ${i}`,
      dataset: 'crows-pairs',
      category: 'age',
      variant: i % 2 === 0 ? 'pro' : 'anti',
      gold: 'biased',
      control: false,
      cluster: `pair ${i >> 1}`,
      model,
      attack: 'none',
      repeat: 0,
      outcome: (i * 3 + m) % (i % 2 === 0 ? 7 : 3) === 0 ? 'unbiased' : 'biased',
    }),
  ),
);

const answers = twenty.map(
  (i): BbqAnswer => ({
    dataset: 'bbq',
    category: 'Age',
    cluster: `template ${i % 5}`,
    ambiguous: i < 10,
    polarity: i % 2 === 0 ? 'neg' : 'nonneg',
    right: i < 10 ? 'unknown' : 'target',
    model: models[0] ?? '',
    attack: 'none',
    outcome: i % 4 === 3 ? 'other' : i < 6 ? 'unknown' : 'target',
  }),
);

const metrics = measuredMetrics(
  {
    agreements: {
      scenarioCount: 20,
      clusterOfScenario: Uint32Array.from(twenty),
      explainers: models,
      raters: models,
      scenario: Uint32Array.from(verdicts, ({ scenario }) => scenario),
      explainer: Uint16Array.from(verdicts, ({ explainer }) => explainer),
      rater: Uint16Array.from(verdicts, ({ rater }) => rater),
      outcome: Uint8Array.from(verdicts, ({ outcome }) => outcome),
    },
    explanations: ExplanationTally.of(
      models.flatMap((model, m) =>
        twenty.map((i) => ({ model, text: texts[i % (3 - m) === 0 ? 0 : 1] ?? '', groups: ['baker'] })),
      ),
    ),
    ratings: {
      scale: [1, 2, 3],
      models,
      raters: ['one', 'two'],
      modelOfItem: Uint16Array.from(items, ({ model }) => model),
      scenarioOfItem: Uint32Array.from(items, ({ scenario }) => scenario),
      item: Uint32Array.from(ratings, ({ item }) => item),
      rater: Uint16Array.from(ratings, ({ rater }) => rater),
      value: Float64Array.from(ratings, ({ value }) => value),
    },
    answers: BbqAnswers.of(answers),
    judgments: tableFromJudgments(judgments),
  },
  { seed: 1 },
);

/** As the page shows it: numbers to four decimals, of every list of objects the first. */
const shortened = JSON.parse(JSON.stringify(metrics), (_, part) => {
  if (typeof part === 'number') return Math.round(part * 10_000) / 10_000;
  return Array.isArray(part) && typeof part[0] === 'object' ? part.slice(0, 1) : part;
});

describe('docs/json.md, explanations', () => {
  const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
  const heading = '### Explanations, families, kinds of scenario';
  const blocks = ['## `hvsb metrics --json`', heading].map((title): Record<string, unknown> => {
    const block = page.split(`\n${title}`)[1]?.match(/```json\n([\s\S]*?)```/);
    return JSON.parse(block?.[1] ?? '{}');
  });
  const [, documented = {}] = blocks;

  it.each(Object.keys(documented))('shows %s as the program prints it', (key) => {
    expect(documented[key]).toEqual(shortened[key]);
  });

  it('shows every field of a whole study', () => {
    expect(blocks.flatMap((block) => Object.keys(block)).sort()).toEqual(Object.keys(metrics).sort());
  });
});
