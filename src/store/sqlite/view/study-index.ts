import type { JudgmentTable } from '../../../core/tables.ts';
import { storeRevision } from '../batch-writer.ts';
import { countedConditions } from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { judgmentTableOf } from '../labels/read-judgment-table.ts';
import { selectedScenarios } from '../scenarios/selected-scenarios.ts';
import { explanationColumns } from './explanation-columns.ts';

/**
 * What lists of a study are searched by, in columns: all that counts, and no text. One byte a judgment, some twenty a
 * scenario and an explanation.
 */
export interface StudyIndex {
  /** Of the store when it was read. */
  readonly revision: number;
  readonly judgments: JudgmentTable;
  /** Number in the store by position in `judgments`; ascending. */
  readonly scenario: Uint32Array;
  readonly explanations: ExplanationColumns;
  /** For each condition that judges, explains or reads (by its number) the datasets that it counts for. */
  readonly counted: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Explanations with a text that count, in the order of their scenarios. */
export interface ExplanationColumns {
  readonly explainers: readonly string[];
  /** Under which they were written. */
  readonly attacks: readonly string[];
  /** Explanations of the scenario at position p are first[p] to first[p + 1] - 1 in the following. */
  readonly first: Uint32Array;
  /** Number in the store. */
  readonly number: Uint32Array;
  readonly explainer: Uint16Array;
  readonly attack: Uint8Array;
  /** What raters made of them; agreements that count. */
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}

/** Reads the index, all of it at one moment. */
export function readStudyIndex(connection: SqliteConnection): StudyIndex {
  return connection.reading(() => {
    const scenarios = selectedScenarios(connection, {});
    const { datasets: names } = scenarios;
    const { series } = countedConditions(connection, {}, scenarios);
    const counted = new DatasetsByCondition();
    for (const { condition, datasets } of series.flatMap(({ parts }) => parts)) {
      counted.add(
        condition.number,
        names.filter((_, dataset) => datasets[dataset] === 1),
      );
    }
    return {
      revision: storeRevision(connection),
      judgments: judgmentTableOf(connection, scenarios, series),
      scenario: numbersByPosition(scenarios),
      explanations: explanationColumns(connection, scenarios, counted),
      counted: counted.all,
    };
  });
}

function numbersByPosition({
  position,
  scenarioCount,
}: {
  readonly position: Int32Array;
  readonly scenarioCount: number;
}): Uint32Array {
  const numbers = new Uint32Array(scenarioCount);
  for (const [number, at] of position.entries()) if (at >= 0) numbers[at] = number;
  return numbers;
}

/** Gathers which datasets each condition counts for. */
export class DatasetsByCondition {
  readonly #sets = new Map<number, Set<string>>();

  add(condition: number, datasets: Iterable<string>): void {
    const set = this.#sets.get(condition) ?? new Set();
    this.#sets.set(condition, set);
    for (const dataset of datasets) set.add(dataset);
  }

  get all(): ReadonlyMap<number, ReadonlySet<string>> {
    return this.#sets;
  }
}
