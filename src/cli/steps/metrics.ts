import { BbqAnswers } from '../../metrics/bbq-answers.ts';
import { computeExplanationMetrics } from '../../metrics/compute-explanation-metrics.ts';
import { computeMetrics } from '../../metrics/compute-metrics.ts';
import type { ExplanationMetrics } from '../../metrics/explanation-metrics.ts';
import { ExplanationTally } from '../../metrics/explanation-tally.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { explanationEntries } from '../../report/explanation-entries.ts';
import { explanationTables } from '../../report/explanation-tables.ts';
import { metricsCsv } from '../../report/metrics-csv.ts';
import { metricsTables } from '../../report/metrics-tables.ts';
import { renderMarkdown } from '../../report/render-markdown.ts';
import { renderText } from '../../report/render-text.ts';
import type { Table } from '../../report/table.ts';
import type { AgreementSelection } from '../../store/explanation-store.ts';
import type { JudgmentSelection, Store, SupersededJudgments } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { selectedRatings } from './selected-ratings.ts';

export type MetricsFormat = 'text' | 'markdown' | 'csv' | 'json';

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

/** Measures what is stored. */
export async function measure(store: Store, selection: MeasureSelection): Promise<Measured> {
  await chooseScenarios(store, selection.judgments);
  const judgments = await store.judgmentTable(selection.judgments);
  const notes = (await store.supersededJudgments(selection.judgments)).map(describeSuperseded);
  const metrics = computeMetrics(judgments);
  const explanationMetrics = computeExplanationMetrics(
    {
      judgments,
      agreements: await store.agreementTable(selection.explanations),
      explanations: await tallyExplanations(store, selection.explanations),
      ratings: await selectedRatings(store, selection.explanations),
      answers: await collectAnswers(store, selection.judgments),
    },
    { seed },
  );
  return { metrics, explanationMetrics, notes };
}

export function printMetrics(context: CommandContext, measured: Measured, format: MetricsFormat): void {
  context.stdout.write(rendered(measured, format, context.stdout.columns ?? 100));
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
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

function rendered(measured: Measured, format: MetricsFormat, width: number): string {
  const { metrics, explanationMetrics } = measured;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...metrics, ...explanationMetrics }, null, 2)}\n`;
    case 'csv':
      return metricsCsv(metrics, explanationEntries(explanationMetrics));
    case 'markdown':
      return `${tablesOf(measured).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${tablesOf(measured)
        .map((table) => renderText(table, width))
        .join('\n')}\n`;
  }
}

/** A store that holds explanations alone has no tables of judgments to show. */
function tablesOf({ metrics, explanationMetrics }: Measured): Table[] {
  const ofExplanations = explanationTables(explanationMetrics);
  const nothingJudged = metrics.misalignment.length === 0 && metrics.controls.length === 0;
  return nothingJudged && ofExplanations.length > 0
    ? ofExplanations
    : [...metricsTables(metrics), ...ofExplanations];
}

function describeSuperseded({ condition, dataset, judgments }: SupersededJudgments): string {
  const { model, attack, promptPack, sampling, endpoint } = condition;
  return `Not counted: ${judgments} older judgments of ${dataset} by ${model} under "${attack}" (${promptPack}, ${JSON.stringify(sampling)}, ${endpoint}); a newer condition has its own.`;
}
