import { scenarioFromWanted, type WantedScenario } from '../../core/wanted-scenario.ts';
import type { ReadItem } from '../dataset-source.ts';
import { repeatedId } from '../formats/rows.ts';
import { noGold } from './gold-labels.ts';
import { openScenarioTable, type ScenarioFileOptions } from './scenario-rows.ts';

/**
 * Streams the scenarios of a file that was written elsewhere (a table of any format, see `openTable`), or exported by
 * this program: then every field comes back, and the same ids. A row without a gold label is invalid, unless the options
 * give one; columns that are not known are passed over. A row that says the same as an earlier one is left out, one
 * that says otherwise of the same id is invalid.
 * @throws DataError where nothing more can be read, or no column holds a text
 * @example
 * for await (const item of readScenarioFile('scenarios.csv')) {
 *   if (item.kind === 'scenario') console.log(item.scenario.gold);
 * }
 */
export async function* readScenarioFile(
  path: string,
  options: ScenarioFileOptions = {},
): AsyncGenerator<ReadItem> {
  const seen = { scenarios: new Map<string, number>(), ids: new Map<string, number>() };
  const { rows } = await openScenarioTable(path, options);
  for await (const row of rows()) {
    if (row.kind !== 'row') yield row;
    else for (const { wanted } of row.scenarios) yield newScenario(wanted, row.row, path, seen);
  }
}

interface Seen {
  /** Lines by scenario id. */
  readonly scenarios: Map<string, number>;
  /** Lines by the id of the item within its dataset, and its variant. */
  readonly ids: Map<string, number>;
}

function newScenario(wanted: WantedScenario, row: number, path: string, seen: Seen): ReadItem {
  const scenario = scenarioFromWanted(wanted);
  if (scenario === null) return { kind: 'invalid', error: noGold(wanted.where), row };
  const earlier = seen.scenarios.get(scenario.id);
  if (earlier !== undefined) {
    const reason = `the row says the same as line ${earlier}`;
    return { kind: 'left-out', item: { file: path, row, sourceId: scenario.sourceId, reason } };
  }
  seen.scenarios.set(scenario.id, row);
  const item = JSON.stringify([scenario.dataset, scenario.sourceId, scenario.form, scenario.variant]);
  const repeated = repeatedId(seen.ids, item, row, (line) => `${path}:${line}`, scenario.sourceId);
  return repeated === null ? { kind: 'scenario', scenario } : { kind: 'invalid', error: repeated, row };
}
