import type { JudgmentTable } from '../core/judgment-table.ts';
import { BbqAnswers } from './bbq-score/bbq-answers.ts';
import { computeExplanationMetrics } from './compute-explanation-metrics.ts';
import { computeMetrics } from './compute-metrics.ts';
import type { ExplanationMetrics } from './explanation-metrics.ts';
import { ExplanationTally } from './readability/explanation-tally.ts';
import type { Metrics } from './metrics.ts';
import type { AgreementSelection } from '../store/explanation-store.ts';
import type { JudgmentSelection, Store, SupersededJudgments } from '../store/store.ts';
import { selectedRatings } from './selected-ratings.ts';

/** What the metrics are over: of the judgments, and of explanations and what was made of them. */
export interface MeasureSelection {
  readonly judgments: JudgmentSelection;
  readonly explanations: AgreementSelection;
}

/** Metrics, and what a reader has to know of the judgments they are over. */
export interface Measured {
  readonly metrics: Metrics;
  readonly explanationMetrics: ExplanationMetrics;
  readonly notes: readonly string[];
}

/** Every bootstrap and permutation starts here, so that the same store always gives the same numbers. */
const seed = 1;

/**
 * Measures what is stored.
 * @param judgments those of the selection, where they were read already.
 */
export async function measureStore(
  store: Store,
  selection: MeasureSelection,
  judgments?: JudgmentTable,
): Promise<Measured> {
  const table = judgments ?? (await store.judgmentTable(selection.judgments));
  const notes = (await store.supersededJudgments(selection.judgments)).map(describeSuperseded);
  const metrics = computeMetrics(table);
  const explanationMetrics = computeExplanationMetrics(
    {
      judgments: table,
      agreements: await store.agreementTable(selection.explanations),
      explanations: await tallyExplanations(store, selection.explanations),
      ratings: await selectedRatings(store, selection.explanations),
      answers: await collectAnswers(store, selection.judgments),
    },
    { seed },
  );
  return { metrics, explanationMetrics, notes };
}

async function tallyExplanations(store: Store, filter: AgreementSelection): Promise<ExplanationTally> {
  const tally = new ExplanationTally();
  for await (const batch of store.explanations(filter)) {
    for (const { explainer, text, scenario } of batch) {
      tally.add({ model: explainer, text, groups: scenario.group === null ? null : [scenario.group] });
    }
  }
  return tally;
}

async function collectAnswers(
  store: Store,
  { datasets, categories, models, attacks }: JudgmentSelection,
): Promise<BbqAnswers> {
  const answers = new BbqAnswers();
  const filter = {
    ...(datasets === undefined ? {} : { datasets }),
    ...(categories === undefined ? {} : { categories }),
  };
  const isAsked = (names: readonly string[] | undefined, name: string) => names?.includes(name) ?? true;
  for await (const batch of store.answerRows(filter)) {
    for (const row of batch) {
      if (isAsked(models, row.model) && isAsked(attacks, row.attack)) answers.add(row);
    }
  }
  return answers;
}

function describeSuperseded({ condition, dataset, judgments }: SupersededJudgments): string {
  const { model, attack, promptPack, sampling, endpoint } = condition;
  return `Not counted: ${judgments} older judgments of ${dataset} by ${model} under "${attack}" (${promptPack}, ${JSON.stringify(sampling)}, ${endpoint}); a newer condition has its own.`;
}
