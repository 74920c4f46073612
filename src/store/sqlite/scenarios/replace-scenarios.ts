import type { Form, Scenario } from '../../../core/scenario.ts';
import { DataError } from '../../../errors/errors.ts';
import { countRevision, inBatches } from '../batch-writer.ts';
import type { SqliteConnection } from '../connection.ts';
import { putScenario } from './scenario-rows.ts';

/** The scenarios that the stream gave so far, by number; lives as long as the connection. */
const createPrepared = `create temporary table if not exists prepared (
  number integer primary key, source_row integer not null, was_active integer not null)`;
const insertPrepared = 'insert into prepared values (?, ?, ?) on conflict do nothing';
const findPrepared = 'select source_row from prepared where number = ?';

const setAside = `update scenario set active = 0
  where active = 1 and dataset = ?1 and (?2 is null or form = ?2)
    and not exists (select 1 from prepared where prepared.number = scenario.number)`;
const putInUse = `update scenario set active = 1, source_row = prepared.source_row from prepared
  where scenario.number = prepared.number and (scenario.active = 0 or scenario.source_row <> prepared.source_row)`;
const countKept = 'select count(*) from prepared where was_active = 1';
const countAll = 'select count(*) from prepared';

/**
 * See `Store.replaceScenarios`. Scenarios come in while the stream runs, set aside at first, a thousand a
 * transaction, so neither memory nor the journal grows with their number. One last transaction takes them
 * into use. If the stream throws, or the process ends, new ones stay set aside and nobody sees them.
 */
export async function replaceScenarios(
  connection: SqliteConnection,
  dataset: string,
  form: Form | null,
  scenarios: AsyncIterable<Scenario>,
): Promise<{ added: number; kept: number; setAside: number }> {
  connection.execute(`${createPrepared}; delete from prepared`);
  for await (const batch of inBatches(scenarios)) {
    connection.writing(() => {
      for (const scenario of batch) prepare(connection, dataset, form, scenario);
    });
  }
  const result = connection.writing(() => {
    countRevision(connection);
    return {
      setAside: Number(connection.prepare(setAside).run(dataset, form).changes),
      kept: Number(connection.value(countKept)),
      added: Number(connection.value(countAll)),
      changed: connection.prepare(putInUse).run().changes,
    };
  });
  connection.execute('delete from prepared');
  return { added: result.added - result.kept, kept: result.kept, setAside: result.setAside };
}

function prepare(connection: SqliteConnection, dataset: string, form: Form | null, scenario: Scenario): void {
  if (scenario.dataset !== dataset || (form !== null && scenario.form !== form)) {
    throw new DataError('a scenario belongs to another dataset or form than the one being prepared', {
      where: `row ${scenario.sourceRow}`,
      expected: form === null ? dataset : `${dataset}, form ${form}`,
      found: `${scenario.dataset}, form ${scenario.form}`,
    });
  }
  const { number, before } = putScenario(connection, scenario, false);
  const { changes } = connection
    .prepare(insertPrepared)
    .run(number, scenario.sourceRow, before === 'active' ? 1 : 0);
  if (changes === 0) throw repeated(scenario, Number(connection.value(findPrepared, number)));
}

function repeated(scenario: Scenario, earlierRow: number): DataError {
  return new DataError('a scenario comes twice', {
    where: `${scenario.dataset}, row ${scenario.sourceRow}`,
    expected: 'scenarios that differ in more than the row they stand in',
    found: `item ${scenario.sourceId} in row ${scenario.sourceRow} is the same scenario as in row ${earlierRow} (id ${scenario.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}
