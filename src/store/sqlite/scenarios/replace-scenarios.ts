import { setImmediate } from 'node:timers/promises';
import type { Form, Scenario } from '../../../core/scenario.ts';
import { DataError } from '../../../errors/errors.ts';
import type { ReplacedScenarios } from '../../contract/scenarios.ts';
import type { SqliteConnection } from '../connection.ts';
import { countRevision, preparedScenarios } from '../queries.ts';
import { putScenario } from './scenario-rows.ts';

const findPrepared = 'select source_row from prepared where number = ?';
const countUnchanged = 'select count(*) from prepared where was_active = 1';
const countAll = 'select count(*) from prepared';

/**
 * See `Store.replaceScenarios`. Scenarios come in while the stream runs, inactive at first, a thousand a
 * transaction, so neither memory nor the journal grows with their number. One last transaction activates
 * them. If the stream throws, or the process ends, new ones stay inactive and nobody sees them.
 */
export async function replaceScenarios(
  connection: SqliteConnection,
  dataset: string,
  form: Form | null,
  scenarios: AsyncIterable<Scenario>,
): Promise<ReplacedScenarios> {
  connection.execute(`${preparedScenarios.create}; ${preparedScenarios.clear}`);
  for await (const batch of inBatches(scenarios)) {
    connection.writing(() => {
      for (const scenario of batch) prepare(connection, dataset, form, scenario);
    });
  }
  const result = connection.writing(() => {
    countRevision(connection);
    const { changes } = connection.prepare(preparedScenarios.deactivateOthers).run(dataset, form);
    const [unchanged, all] = [connection.value(countUnchanged), connection.value(countAll)].map(Number);
    connection.prepare(preparedScenarios.activate).run();
    return { deactivated: Number(changes), unchanged: unchanged ?? 0, all: all ?? 0 };
  });
  connection.execute(preparedScenarios.clear);
  const { all, unchanged, deactivated } = result;
  return { added: all - unchanged, unchanged, deactivated };
}

function prepare(connection: SqliteConnection, dataset: string, form: Form | null, scenario: Scenario): void {
  if (scenario.dataset !== dataset || (form !== null && scenario.form !== form)) {
    throw new DataError('A scenario belongs to another dataset or form than the one being prepared.', {
      where: `row ${scenario.sourceRow}`,
      expected: form === null ? dataset : `${dataset}, form ${form}`,
      found: `${scenario.dataset}, form ${scenario.form}`,
    });
  }
  const { number, before } = putScenario(connection, scenario, false);
  const { changes } = connection
    .prepare(preparedScenarios.insert)
    .run(number, scenario.sourceRow, before === 'active' ? 1 : 0);
  if (changes === 0) throw repeated(scenario, Number(connection.value(findPrepared, number)));
}

function repeated(scenario: Scenario, earlierRow: number): DataError {
  return new DataError('A scenario comes twice.', {
    where: `${scenario.dataset}, row ${scenario.sourceRow}`,
    expected: 'scenarios that differ in more than their row',
    found: `item ${scenario.sourceId} in row ${scenario.sourceRow} is the same scenario as in row ${earlierRow} (id ${scenario.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}

const batchSize = 1000;

/** The stream, a thousand at a time, with room for timers and signals between: a stream from memory would keep them waiting. */
export async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === batchSize) {
      await setImmediate();
      yield batch;
      batch = [];
    }
  }
  await setImmediate();
  if (batch.length > 0) yield batch;
}
