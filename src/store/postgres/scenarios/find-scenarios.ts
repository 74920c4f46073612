import type { ScenarioFinder, StoredScenario } from '../../contract/scenarios.ts';
import type { Database } from '../../sql/database.ts';
import { batchesOf } from '../../sql/queries.ts';
import {
  isSameText,
  scenarioFromRow,
  scenarioRows,
  textHash,
  textValues,
} from '../../sql/scenarios/scenario-rows.ts';
import { all, each, rows, type SqlRow, type Steps, value } from '../../sql/steps.ts';
import { records } from '../sql-text.ts';

const lastNumber = 'select coalesce(max(number), 0) from scenario';
const ofItems = `select given.place, scenario.number
  from json_to_recordset(?::json) as given (place integer, dataset text, source_id text)
  join scenario on scenario.dataset = given.dataset and scenario.source_id = given.source_id
  where active = 1 order by given.place, scenario.number`;
const ofHashes = `select given.place, scenario.number
  from json_to_recordset(?::json) as given (place integer, hash bigint)
  join scenario_text on scenario_text.hash = given.hash join scenario on scenario.number = scenario_text.scenario
  where active = 1 and scenario.number <= ? order by given.place, scenario.number`;

/** See `ScenarioStore.scenarioFinder`. */
export async function scenarioFinder({ reading }: Database): Promise<ScenarioFinder> {
  const last = await reading(() => value(lastNumber));
  return {
    ofItems: (items) =>
      reading(function* () {
        const given = items.map(({ dataset, sourceId }, place) => ({ place, dataset, source_id: sourceId }));
        return yield* storedAt(yield* rows(ofItems, records(given)), items.length);
      }),
    ofTexts: (texts) =>
      reading(function* () {
        const given = texts.map(({ text }, place) => ({ place, hash: textHash(...textValues(text)) }));
        const places = yield* rows(ofHashes, records(given), last ?? 0);
        const found = yield* storedAt(places, texts.length);
        return texts.map(({ dataset, text }, place) =>
          (found[place] ?? []).filter(
            (scenario) =>
              (dataset === null || scenario.dataset === dataset) && isSameText(scenario.text, text),
          ),
        );
      }),
  };
}

/** The scenarios of each place, in their order. */
function* storedAt(places: readonly SqlRow[], length: number): Steps<StoredScenario[][]> {
  const numbers = [...new Set(places.map(([, number]) => Number(number)))];
  const read = yield* each(batchesOf(numbers), (batch) =>
    all(scenarioRows.where('scenario.number', 'in', batch)),
  );
  const byNumber = new Map(read.flat().map((row) => [row.number, scenarioFromRow(row)]));
  const found: StoredScenario[][] = Array.from({ length }, () => []);
  for (const [place, number] of places) {
    const scenario = byNumber.get(Number(number));
    if (scenario !== undefined) found[Number(place)]?.push(scenario);
  }
  return found;
}
