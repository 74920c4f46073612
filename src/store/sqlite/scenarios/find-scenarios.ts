import type { ScenarioFinder, StoredScenario } from '../../contract/scenarios.ts';
import {
  isSameText,
  scenarioFromRow,
  scenarioRows,
  textHash,
  textValues,
} from '../../sql/scenarios/scenario-rows.ts';
import { all } from '../../sql/steps.ts';
import type { SqliteConnection } from '../connection.ts';
import { scenarioWrites, searchedTexts } from '../raw-writes.ts';
import { perform } from '../sqlite-database.ts';

const lastNumber = 'select coalesce(max(number), 0) from scenario';
const ofItem = `select number from scenario where dataset = ? and source_id = ? and active = 1 order by number`;
const ofHash = `select scenario from searched_text where hash = ? order by scenario`;

/** See `ScenarioStore.scenarioFinder`. The texts are hashed when the first of them is asked for. */
export function scenarioFinder(connection: SqliteConnection): ScenarioFinder {
  const last = connection.reading(() => Number(connection.value(lastNumber)));
  connection.writing(() => connection.prepare(scenarioWrites.indexItems).run());
  let isFilled = false;
  return {
    async ofItems(items) {
      return connection.reading(() =>
        items.map(({ dataset, sourceId }) => stored(connection, ofItem, dataset, sourceId)),
      );
    },
    async ofTexts(texts) {
      if (last === 0) return texts.map(() => []);
      if (!isFilled) fill(connection, last);
      isFilled = true;
      return connection.reading(() =>
        texts.map(({ dataset, text }) => {
          const found = stored(connection, ofHash, textHash(...textValues(text)));
          return found.filter(
            (scenario) =>
              (dataset === null || scenario.dataset === dataset) && isSameText(scenario.text, text),
          );
        }),
      );
    },
  };
}

function fill(connection: SqliteConnection, last: number): void {
  connection.define('text_hash', (...values) => textHash(...values));
  connection.execute(`${searchedTexts.create}; ${searchedTexts.clear}`);
  connection.writing(() => {
    connection.prepare(searchedTexts.fill).run(last);
  });
  connection.execute(searchedTexts.index);
}

function stored(
  connection: SqliteConnection,
  query: string,
  ...values: (string | number)[]
): StoredScenario[] {
  const numbers = [...connection.rows(query, ...values)].map(([number]) => Number(number));
  return numbers.flatMap((number) =>
    perform(connection, all(scenarioRows.where('scenario.number', '=', number))).map(scenarioFromRow),
  );
}
