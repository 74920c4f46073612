import type { Form, Scenario } from '../../../core/scenario.ts';
import type { ReplacedScenarios, ReplaceOptions } from '../../contract/scenarios.ts';
import { countRevision } from '../../sql/database.ts';
import { checkPlace, conflictingScenario, inBatches, repeatedScenario } from '../../sql/preparation.ts';
import type { SqliteConnection } from '../connection.ts';
import { preparedScenarios } from '../raw-writes.ts';
import { putScenario } from './put-scenario.ts';

const findPrepared = 'select source_row from prepared where number = ?';
const countUnchanged = 'select count(*) from prepared where was_active = 1';
const countAll = 'select count(*) from prepared';
// An item has one scenario of each variant and form.
const findConflict = `select new.source_id, new.variant, new.number, old.number, new.source_row
    from prepared join scenario as new on new.number = prepared.number
    join scenario as old on old.dataset = new.dataset and old.source_id = new.source_id
      and old.variant = new.variant and old.form = new.form
    where old.active = 1 and old.dataset = ? and not exists (select 1 from prepared as given where given.number = old.number)
    order by new.number limit 1`;
const compare = `select case
      when (a.context is not b.context) + (a.question is not b.question) + (a.answer is not b.answer)
        + (a.prompt is not b.prompt) + (a.completion is not b.completion) + (a.statement is not b.statement) then 'text'
      when new.gold <> old.gold then 'gold label' when new.category <> old.category then 'category'
      when new.cluster <> old.cluster then 'cluster' else 'group, polarity or kind of control' end
    from scenario as new, scenario as old, scenario_text as a, scenario_text as b
    where new.number = ?1 and old.number = ?2 and a.scenario = ?1 and b.scenario = ?2`;

/**
 * See `Store.replaceScenarios`. Scenarios come in while the stream runs, inactive at first, a thousand a
 * transaction, so neither memory nor the journal grows with their number. One last transaction activates
 * them. If the stream throws, or the process ends, new ones stay inactive and nobody sees them.
 */
export async function replaceScenarios(
  connection: SqliteConnection,
  { dataset, form, keepsOthers = false }: Replacement,
  scenarios: AsyncIterable<Scenario>,
): Promise<ReplacedScenarios> {
  connection.execute(`${preparedScenarios.create}; ${preparedScenarios.clear}`);
  for await (const batch of inBatches(scenarios)) {
    connection.writing(() => {
      for (const scenario of batch) prepare(connection, dataset, form, scenario);
    });
  }
  const result = connection.writing(() => {
    connection.prepare(countRevision.sql).run();
    if (keepsOthers) checkOthers(connection, dataset);
    const changes = keepsOthers
      ? 0
      : connection.prepare(preparedScenarios.deactivateOthers).run(dataset, form).changes;
    const [unchanged, all] = [connection.value(countUnchanged), connection.value(countAll)].map(Number);
    connection.prepare(preparedScenarios.activate).run();
    return { deactivated: Number(changes), unchanged: unchanged ?? 0, all: all ?? 0 };
  });
  connection.execute(preparedScenarios.clear);
  const { all, unchanged, deactivated } = result;
  return { added: all - unchanged, unchanged, deactivated };
}

interface Replacement extends ReplaceOptions {
  readonly dataset: string;
  readonly form: Form | null;
}

/** @throws DataError where an active scenario has the place of one that was given, and says otherwise */
function checkOthers(connection: SqliteConnection, dataset: string): void {
  const row = connection.row(findConflict, dataset);
  if (row === undefined) return;
  const [item, variant, number, earlier, sourceRow] = row;
  const differing = connection.row(compare, Number(number), Number(earlier)) ?? [];
  throw conflictingScenario(dataset, { item, variant, sourceRow, differing: differing[0] ?? 'text' });
}

function prepare(connection: SqliteConnection, dataset: string, form: Form | null, scenario: Scenario): void {
  checkPlace(dataset, form, scenario);
  const { number, before } = putScenario(connection, scenario, false);
  const { changes } = connection
    .prepare(preparedScenarios.insert)
    .run(number, scenario.sourceRow, before === 'active' ? 1 : 0);
  if (changes === 0) throw repeatedScenario(scenario, Number(connection.value(findPrepared, number)));
}
