import type { Scenario } from '../../../core/scenario.ts';
import type { ReplacedScenarios } from '../../contract/scenarios.ts';
import { inBatches } from '../../sql/in-batches.ts';
import {
  checkPlace,
  finishReplacement,
  type Replacement,
  repeatedScenario,
} from '../../sql/scenarios/replacement.ts';
import type { SqliteConnection } from '../connection.ts';
import { preparedScenarios } from '../raw-writes.ts';
import { perform } from '../sqlite-database.ts';
import { putScenario } from './put-scenario.ts';

const findPrepared = 'select source_row from prepared where number = ?';

/**
 * See `Store.replaceScenarios`. Scenarios come in while the stream runs, inactive at first, a thousand a
 * transaction, so neither memory nor the journal grows with their number. One last transaction activates
 * them. If the stream throws, or the process ends, new ones stay inactive and nobody sees them.
 */
export async function replaceScenarios(
  connection: SqliteConnection,
  replacement: Replacement,
  scenarios: AsyncIterable<Scenario>,
): Promise<ReplacedScenarios> {
  connection.execute(`${preparedScenarios.create}; ${preparedScenarios.clear}`);
  for await (const batch of inBatches(scenarios)) {
    connection.writing(() => {
      for (const scenario of batch) prepare(connection, replacement, scenario);
    });
  }
  const result = connection.writing(() => perform(connection, finishReplacement(replacement)));
  connection.execute(preparedScenarios.clear);
  return result;
}

function prepare(connection: SqliteConnection, replacement: Replacement, scenario: Scenario): void {
  checkPlace(replacement, scenario);
  const { number, before } = putScenario(connection, scenario, false);
  const { changes } = connection
    .prepare(preparedScenarios.insert)
    .run(number, scenario.sourceRow, before === 'active' ? 1 : 0);
  if (changes === 0) throw repeatedScenario(scenario, Number(connection.value(findPrepared, number)));
}
