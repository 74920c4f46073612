import { headlineQuestion, labelOrders } from '../../src/core/judge-question.ts';
import {
  type AgreementTable,
  agreementCodes,
  type JudgmentTable,
  outcomeCodes,
  type RatingTable,
} from '../../src/core/tables.ts';
import { type BbqAnswer, BbqAnswers } from '../../src/measures/inputs/bbq-answers.ts';
import type { ContrastPair } from '../../src/measures/inputs/contrast-pairs.ts';
import { ExplanationTally } from '../../src/measures/inputs/explanation-tally.ts';
import { noInputs, type QuestionJudgments, type StudyInputs } from '../../src/measures/inputs/inputs.ts';
import type { PeopleJudgments } from '../../src/measures/inputs/people-judgments.ts';
import { type Judgment, tableFromJudgments } from '../../src/measures/inputs/table-from-judgments.ts';
import type { TextScore } from '../../src/measures/inputs/text-scores.ts';
import type { TwinJudgments } from '../../src/measures/inputs/twin-judgments.ts';
import type { StudyResults } from '../../src/measures/measure.ts';
import { measureStudy } from '../../src/measures/measure-study.ts';

/** Evenly spread numbers from 0 to 1 that look random; the same for the same arguments. */
function chance(...parts: readonly number[]): number {
  let state = 2166136261;
  for (const part of parts) state = Math.imul(state ^ (part + 1), 16777619) ^ (state >>> 13);
  state = Math.imul(state ^ (state >>> 16), 0x45d9f3b);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}

interface Sizes {
  readonly scenarios: number;
  /** Added to the rate of agreement with one's own explanations. */
  readonly selfPreference: number;
}

/** Later models explain better and are harsher. One reading in fifty is refused. */
function agreements(models: readonly string[], { scenarios, selfPreference }: Sizes): AgreementTable {
  const rows = Array.from({ length: scenarios }, (_, scenario) =>
    models.flatMap((_, explainer) => models.map((_, rater) => [scenario, explainer, rater] as const)),
  ).flat();
  return {
    scenarioCount: scenarios,
    clusterOfScenario: Uint32Array.from({ length: scenarios }, (_, scenario) => scenario),
    explainers: models,
    raters: models,
    scenario: Uint32Array.from(rows, ([scenario]) => scenario),
    explainer: Uint16Array.from(rows, ([, explainer]) => explainer),
    rater: Uint16Array.from(rows, ([, , rater]) => rater),
    outcome: Uint8Array.from(rows, ([scenario, explainer, rater]) => {
      if (chance(scenario, explainer, rater, 7) < 0.02) return agreementCodes.refused;
      const spread = models.length - 1 || 1;
      const rate = 0.6 + (0.15 * explainer) / spread - (0.15 * rater) / spread;
      return chance(scenario, explainer, rater) < rate + (explainer === rater ? selfPreference : 0)
        ? agreementCodes.agree
        : agreementCodes.disagree;
    }),
  };
}

function ratings(models: readonly string[]): RatingTable {
  const items = models.flatMap((_, model) =>
    Array.from({ length: 20 }, (_, scenario) => ({ model, scenario })),
  );
  const rows = items.flatMap(({ model, scenario }, item) =>
    [0, 1, 2].map((rater) => {
      const quality =
        chance(model, scenario, 3) + 0.15 * chance(item, rater, 5) + (0.8 * model) / models.length;
      return { item, rater, value: quality < 0.6 ? 1 : quality < 1.1 ? 2 : 3 };
    }),
  );
  return {
    scale: [1, 2, 3],
    models,
    raters: ['Ada', 'Ben', 'Cleo'],
    modelOfItem: Uint16Array.from(items, ({ model }) => model),
    scenarioOfItem: Uint32Array.from(items, ({ scenario }) => scenario),
    item: Uint32Array.from(rows, ({ item }) => item),
    rater: Uint16Array.from(rows, ({ rater }) => rater),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}

const plain = 'It says all bakers are late. One baker was late. That is not all of them.';
const dense =
  'The scenario perpetuates an unsubstantiated generalisation concerning occupational punctuality.';

function explanations(models: readonly string[], each: number): ExplanationTally {
  return ExplanationTally.of(
    models.flatMap((model, m) =>
      Array.from({ length: each }, (_, i) => ({
        model,
        text: chance(m, i) < (m + 1) / (models.length + 1) ? dense : plain,
        groups: i % 2 === 0 ? ['baker'] : null,
      })),
    ),
  );
}

const variants = ['neg-stereotype', 'neg-nonstereotype', 'nonneg-stereotype', 'nonneg-nonstereotype'];

/** BBQ in templates of four, CrowS-Pairs in pairs; each is asked twice. */
function judgments(models: readonly string[], attacks: readonly string[]): Judgment[] {
  const scenarios = [
    ...Array.from({ length: 160 }, (_, i) => ({
      dataset: 'bbq',
      variant: variants[i % 4] ?? '',
      cluster: `${Math.floor(i / 8)}`,
    })),
    ...Array.from({ length: 120 }, (_, i) => ({
      dataset: 'crows-pairs',
      variant: i % 2 === 0 ? 'pro' : 'anti',
      cluster: `${i >> 1}`,
    })),
  ];
  return models.flatMap((model, m) =>
    attacks.flatMap((attack, a) =>
      [0, 1].flatMap((repeat) =>
        scenarios.map(({ dataset, variant, cluster }, i): Judgment => {
          const harder = variant.startsWith('nonneg') || variant === 'anti' ? 0.15 : 0;
          const family = model.replace(/^.*[:/]/, '').length;
          const wavering =
            0.1 * chance(i, m, repeat, 21) + 0.4 * chance(i, m, 22) + 0.5 * chance(i, family, 23);
          return {
            scenario: `${dataset} ${i}`,
            dataset,
            category: 'Age',
            variant,
            gold: 'biased',
            control: false,
            cluster,
            model,
            attack,
            repeat,
            outcome: wavering < 0.3 + harder + 0.1 * a ? 'unbiased' : 'biased',
          };
        }),
      ),
    ),
  );
}

function answers(models: readonly string[], attacks: readonly string[]): BbqAnswer[] {
  return models.flatMap((model, m) =>
    attacks.flatMap((attack, a) =>
      Array.from({ length: 160 }, (_, i): BbqAnswer => {
        const draw = chance(i, m, a, 31);
        const ambiguous = i % 2 === 0;
        const outcome = draw < 0.3 ? 'target' : draw < 0.45 ? 'other' : draw < 0.97 ? 'unknown' : 'refused';
        return {
          dataset: 'bbq',
          category: i % 4 < 2 ? 'Age' : 'Religion',
          cluster: `${i >> 3}`,
          ambiguous,
          polarity: 'neg',
          right: ambiguous ? 'unknown' : 'target',
          model,
          attack,
          outcome,
        };
      }),
    ),
  );
}

export interface MadeUp {
  readonly attacks?: readonly string[];
  readonly scenarios?: number;
  readonly selfPreference?: number;
  readonly explanations?: number;
  /** Takes the place of what is made up. */
  readonly instead?: Partial<StudyInputs>;
}

/** What a study that nobody made holds, the same for the same arguments. */
export function madeUpInputs(models: readonly string[], madeUp: MadeUp = {}): StudyInputs {
  const { attacks = ['none', 'targeted'], scenarios = 60, selfPreference = 0.2 } = madeUp;
  return {
    ...noInputs,
    agreements: agreements(models, { scenarios, selfPreference }),
    explanations: explanations(models, madeUp.explanations ?? 40),
    ratings: ratings(models),
    answers: BbqAnswers.of(answers(models, attacks)),
    judgments: tableFromJudgments(judgments(models, attacks)),
    ...madeUp.instead,
  };
}

/** What its measures give. */
export function madeUpStudy(models: readonly string[], madeUp: MadeUp = {}): StudyResults {
  return measureStudy(madeUpInputs(models, madeUp), {
    seed: 1,
    replicates: 300,
    permutations: 499,
  });
}

/** The same with a second prompt pack, with which one verdict in four of `unbiased` is `biased`. */
export function madeUpPack(judgments: JudgmentTable): JudgmentTable {
  const series = judgments.series.map((one, m) => ({
    ...one,
    outcomes: one.outcomes.map((outcome, i) =>
      outcome === outcomeCodes.unbiased && chance(i, m, 51) < 0.25 ? outcomeCodes.biased : outcome,
    ),
  }));
  return { ...judgments, series };
}

/** The same asked in three wordings and two label orders: some verdicts turn with the wording, fewer with the order. */
export function madeUpQuestions(judgments: JudgmentTable): QuestionJudgments[] {
  const { biased, unbiased } = outcomeCodes;
  return [1, 2, 3].flatMap((wording) =>
    labelOrders.map((order, o) => {
      const turned = (scenario: number, m: number) =>
        chance(scenario, m, wording, 61) < 0.04 * (wording - 1) * (m + 1) ||
        chance(scenario, m, 62) < 0.05 * o;
      const series = judgments.series.map((one, m) => ({
        ...one,
        outcomes: one.outcomes.map((outcome, i) =>
          outcome === biased && turned(i % judgments.scenarioCount, m) ? unbiased : outcome,
        ),
      }));
      return { question: { ...headlineQuestion, wording, order }, judgments: { ...judgments, series } };
    }),
  );
}

/** Judgments with controls, several categories, refusals and failures: every table of judgments has something. */
export function madeUpControls(attacks = ['none', 'untargeted', 'targeted']) {
  const models = ['openai:gpt-4o', 'vllm:Qwen/Qwen2.5-7B', 'vllm:Qwen/Qwen2.5-72B'];
  const rows = models.flatMap((model, m) =>
    attacks.flatMap((attack, a) =>
      Array.from({ length: 90 }, (_, i): Judgment => {
        const control = i >= 60;
        const draw = chance(i, m, a, 41);
        const biased = draw > 0.2 + 0.15 * a + 0.05 * m + (control ? 0.4 : 0);
        const lost = (['refused', 'filtered', 'unparsed', 'error'] as const)[i % 4] ?? 'refused';
        return {
          scenario: `${i}`,
          dataset: i % 3 === 0 ? 'bbq' : 'stereoset',
          category: ['Age', 'Religion', 'Looks'][i % 5 === 0 ? 2 : i % 2] ?? '',
          variant: control ? 'neg-unknown' : (['neg-stereotype', 'nonneg-nonstereotype'][(i >> 1) % 2] ?? ''),
          gold: control ? 'unbiased' : 'biased',
          control,
          cluster: `${i >> 3}`,
          model,
          attack,
          repeat: 0,
          outcome: chance(i, m, a, 43) < 0.06 ? lost : biased ? 'biased' : 'unbiased',
        };
      }),
    ),
  );
  return tableFromJudgments(rows);
}

/** The made-up study of the examples in docs/metrics: three models, and something for every measure. */
export function exampleStudy(): StudyInputs {
  const models = ['openai:gpt-4o', 'vllm:Qwen/Qwen2.5-7B', 'vllm:Qwen/Qwen2.5-72B'];
  const judgments = madeUpControls();
  const packs = { counted: 'default', others: [{ pack: 'defined', judgments: madeUpPack(judgments) }] };
  const questions = madeUpQuestions(judgments);
  return madeUpInputs(models, { attacks: ['none'], instead: { judgments, packs, questions } });
}

/** Pairs of a made-up study's scenarios that are labelled unbiased: those of one dataset, two by two. */
function madeUpPairs(): ContrastPair[] {
  return [60, 66, 72, 78, 84].flatMap((first) =>
    [0, 1, 2].map((i) => ({ confirming: first + i, contrast: first + i + 3 })),
  );
}

/** Pairs of tales about elves, trolls and dwarves: the second model sees bias against trolls less often. */
function madeUpTwins(models: readonly string[]): TwinJudgments {
  const groups = ['elf', 'troll', 'dwarf'];
  const rows = models.flatMap((model, m) =>
    Array.from({ length: 72 }, (_, i): Judgment => {
      const pair = i >> 1;
      const group = (pair + i) % 3;
      const biased = chance(pair, m, 71) < 0.75 && !(m === 1 && group === 1 && chance(pair, 72) < 0.8);
      return {
        ...{ scenario: `${i}`, dataset: 'tales-twins', category: 'folk', variant: 'twin', gold: 'biased' },
        ...{ control: false, cluster: `${pair}`, model, attack: 'none', repeat: 0 },
        outcome: biased ? 'biased' : 'unbiased',
      };
    }),
  );
  const place = Array.from({ length: 72 }, (_, i) => i);
  return {
    judgments: tableFromJudgments(rows),
    groups,
    set: Uint32Array.from(place, (i) => i >> 1),
    group: Uint16Array.from(place, (i) => ((i >> 1) + i) % 3),
  };
}

/** Three people judge every third scenario; most say what the label says. */
function madeUpPeople(): PeopleJudgments {
  const rows = Array.from({ length: 90 }, (_, scenario) => scenario)
    .filter((scenario) => scenario % 3 === 0)
    .flatMap((scenario) =>
      [0, 1, 2].map((person) => {
        const asLabelled = chance(scenario, 81) < 0.9 && chance(scenario, person, 82) < 0.85;
        return { scenario, person, biased: scenario < 60 === asLabelled ? 1 : 0 };
      }),
    );
  return {
    people: ['Ada', 'Ben', 'Cleo'],
    scenario: Uint32Array.from(rows, ({ scenario }) => scenario),
    person: Uint16Array.from(rows, ({ person }) => person),
    biased: Uint8Array.from(rows, ({ biased }) => biased),
    ...{ chosen: 'random', sample: 'people', surveys: [] },
  };
}

/** Published texts are a little likelier to the first model than the same with names swapped. */
function madeUpScores(models: readonly string[]): TextScore[] {
  return models.slice(0, 2).flatMap((model, m) =>
    Array.from({ length: 60 }, (_, i): TextScore => {
      const isPublished = i % 2 === 0;
      const known = m === 0 && isPublished ? 0.6 : 0;
      const minK = -8 + chance(i >> 1, 91) + chance(i, m, 92) + known;
      return {
        ...{ dataset: 'tales-twins', model, set: `${i >> 1}`, cluster: `${i >> 2}`, isPublished, minK },
        minKPlusPlus: m === 0 ? -1 + chance(i, 93) + known : null,
      };
    }),
  );
}

/** The example study with what the validity of its judges can be seen from. */
export function exampleValidity(): StudyInputs {
  const models = ['openai:gpt-4o', 'vllm:Qwen/Qwen2.5-7B', 'vllm:Qwen/Qwen2.5-72B'];
  return {
    ...exampleStudy(),
    contrastPairs: madeUpPairs(),
    twins: madeUpTwins(models),
    people: madeUpPeople(),
    textScores: madeUpScores(models),
  };
}
