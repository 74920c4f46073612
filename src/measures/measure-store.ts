import type { JudgmentTable, RatingTable } from '../core/tables.ts';
import type { AgreementSelection, ExplanationFilter } from '../store/contract/explanations.ts';
import type { JudgmentSelection, Store, SupersededJudgments } from '../store/contract/store.ts';
import { ratingScale } from '../store/contract/rating-scale.ts';
import { ratingTable } from '../store/contract/rating-table.ts';
import { BbqAnswers } from './bbq-score/compute.ts';
import { computeExplanationMetrics, computeMetrics, type ExplanationMetrics } from './compute-metrics.ts';
import type { Metrics } from './metrics.ts';
import { ExplanationTally } from './readability/compute.ts';

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

/** People's ratings of the explanations that match: of these scenarios, by these models. */
export async function selectedRatings(
  store: Store,
  { explainers, attack: _, ...scenarios }: ExplanationFilter,
): Promise<RatingTable> {
  const origins = await store.ratingOrigins();
  const byModel =
    explainers === undefined ? origins : origins.filter(({ explainer }) => explainers.includes(explainer));
  const rated = new Set(byModel.map(({ scenarioId }) => scenarioId));
  const matching = await matchingIds(store, scenarios, rated);
  return ratingTable(
    byModel.filter(({ scenarioId }) => matching.has(scenarioId)),
    await store.ratings(),
    ratingScale(await store.ratingLabels()),
  );
}

/** Of these scenarios, the ones that match. Goes through the scenarios only where there is something to narrow. */
async function matchingIds(
  store: Store,
  filter: Omit<ExplanationFilter, 'explainers' | 'attack'>,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (ids.size === 0 || Object.values(filter).every((value) => value === undefined)) return ids;
  const matching = new Set<string>();
  for await (const batch of store.scenarios(filter)) {
    for (const { id } of batch) if (ids.has(id)) matching.add(id);
  }
  return matching;
}
