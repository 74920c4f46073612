import { countedConditions } from '../counted-conditions.ts';
import { judgmentTableOf } from '../read-judgment-table.ts';
import { selectedScenarios } from '../selected-scenarios.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { storeRevision } from '../store-revision.ts';
import { DatasetsByCondition } from './datasets-by-condition.ts';
import { explanationColumns } from './explanation-columns.ts';
import type { StudyIndex } from './study-index.ts';

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
