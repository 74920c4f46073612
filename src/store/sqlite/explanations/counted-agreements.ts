import type { Condition } from '../../../core/condition.ts';
import type { AgreementSelection } from '../../contract/explanations.ts';
import { conditionsByName } from '../conditions/conditions.ts';
import {
  type ConditionDatasets,
  type DatasetCounts,
  newestConditionPerDataset,
} from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { agreementLabels, labelledRepeats, scanFailures, scanLabels } from '../labels/label-tables.ts';
import { callWrites, labelWrites } from '../raw-writes.ts';
import type { SelectedExplanations } from './selected-explanations.ts';

/** A rater's conditions that count, with the datasets (by their number among the explanations') that they count for. */
export interface CountedRater {
  readonly rater: string;
  readonly parts: readonly ConditionDatasets<number>[];
}

/** Decides which condition counts where, see `AgreementSelection`. Within `reading`. */
export function countedAgreements(
  connection: SqliteConnection,
  { raters }: AgreementSelection,
  explanations: SelectedExplanations,
): CountedRater[] {
  const all = new Set(explanations.datasets.keys());
  return [...conditionsByName(connection, 'agree', { models: raters })].map((group) => {
    const rater = group[0].model;
    if (group.length === 1) return { rater, parts: [{ condition: group[0], datasets: all }] };
    const { parts } = newestConditionPerDataset(
      group,
      (condition) => readDatasets(connection, condition, explanations),
      (condition) => failedDatasets(connection, condition, explanations),
    );
    return { rater, parts };
  });
}

function readDatasets(
  connection: SqliteConnection,
  { number }: Condition,
  explanations: SelectedExplanations,
): DatasetCounts<number> {
  const counts = new Map<number, number>();
  const repeats = labelledRepeats(connection, agreementLabels, number);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    scanLabels(connection, agreementLabels, number, repeat, (explanation) =>
      count(counts, explanations, explanation),
    );
  }
  return counts;
}

function failedDatasets(
  connection: SqliteConnection,
  { number }: Condition,
  explanations: SelectedExplanations,
): DatasetCounts<number> {
  const counts = new Map<number, number>();
  scanFailures(connection, number, (explanation) => count(counts, explanations, explanation));
  return counts;
}

function count(
  counts: Map<number, number>,
  { explainer, dataset }: SelectedExplanations,
  explanation: number,
): void {
  const of = dataset[explanation];
  if (of === undefined || explainer[explanation] === -1) return;
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

const raters = `select condition.number, (select max(repeat) from agreement as a where a.condition = condition.number),
  (select max(repeat) from failure as f where f.condition = condition.number) from condition where stage = 'agree'`;

/**
 * Removes the agreements with an explanation, whose text is another now: labels and failures, never calls. Goes
 * through the raters' conditions, since no index leads from an explanation to its agreements. Within `writing`.
 */
export function removeAgreements(connection: SqliteConnection, explanation: number): void {
  const removals = [labelWrites.removeReasons, labelWrites.removeAgreement, callWrites.removeFailure];
  for (const [condition, lastAgreed, lastFailed] of [...connection.rows(raters)]) {
    const repeats = Math.max(Number(lastAgreed ?? -1), Number(lastFailed ?? -1)) + 1;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const removal of removals) connection.prepare(removal).run(Number(condition), repeat, explanation);
    }
  }
}
