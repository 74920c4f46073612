import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../../core/tables.ts';
import type { JudgmentSelection } from '../../contract/store.ts';
import { type CountedSeries, countedConditions } from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import {
  failedRepeats,
  judgmentLabels,
  labelledRepeats,
  scanFailures,
  scanLabels,
} from '../labels/label-tables.ts';
import { type SelectedScenarios, selectedScenarios } from '../scenarios/selected-scenarios.ts';

/** See `Store.judgmentTable`. Reads no text. */
export function readJudgmentTable(connection: SqliteConnection, selection: JudgmentSelection): JudgmentTable {
  return connection.reading(() => {
    const scenarios = selectedScenarios(connection, selection);
    const { series } = countedConditions(connection, selection, scenarios);
    return judgmentTableOf(connection, scenarios, series);
  });
}

/** The table of these series over these scenarios. Within `reading`. */
export function judgmentTableOf(
  connection: SqliteConnection,
  scenarios: SelectedScenarios,
  counted: readonly CountedSeries[],
): JudgmentTable {
  const { position, ...columns } = scenarios;
  const series = counted.map((one) => readSeries(connection, one, scenarios));
  return { ...columns, series: series.filter((one) => one !== null) };
}

/** Null where the selection holds neither a judgment nor a failure of the series. */
function readSeries(
  connection: SqliteConnection,
  { model, attack, parts }: CountedSeries,
  scenarios: SelectedScenarios,
): JudgmentSeries | null {
  const { scenarioCount } = scenarios;
  const repeats = Math.max(0, ...parts.map(({ condition }) => repeatsOf(connection, condition.number)));
  const outcomes = new Uint8Array(repeats * scenarioCount);
  let filled = 0;
  for (const { condition, datasets } of parts) {
    const place = (scenario: number, repeat: number): number => {
      const position = scenarios.position[scenario] ?? -1;
      return datasets[scenarios.dataset[position] ?? -1] === 1 ? repeat * scenarioCount + position : -1;
    };
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      scanLabels(connection, judgmentLabels, condition.number, repeat, (scenario, outcome) => {
        const index = place(scenario, repeat);
        if (index < 0) return;
        outcomes[index] = outcome;
        filled += 1;
      });
    }
    scanFailures(connection, condition.number, (scenario, repeat) => {
      const index = place(scenario, repeat);
      if (index < 0 || outcomes[index] !== outcomeCodes.absent) return;
      outcomes[index] = outcomeCodes.error;
      filled += 1;
    });
  }
  return filled === 0 ? null : { model, attack, repeats, outcomes };
}

function repeatsOf(connection: SqliteConnection, condition: number): number {
  return Math.max(
    labelledRepeats(connection, judgmentLabels, condition),
    failedRepeats(connection, condition),
  );
}
