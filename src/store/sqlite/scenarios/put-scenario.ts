import type { Scenario } from '../../../core/scenario.ts';
import { textValues } from '../../sql/scenarios/scenario-rows.ts';
import type { SqlValue } from '../../sql/steps.ts';
import type { SqliteConnection } from '../connection.ts';
import { scenarioWrites } from '../raw-writes.ts';

/** Values for `id, active, dataset, form, ... , source_row`, in the table's order. */
function scenarioValues(scenario: Scenario, active: boolean): SqlValue[] {
  return [
    scenario.id,
    active ? 1 : 0,
    scenario.dataset,
    scenario.form,
    scenario.category,
    scenario.variant,
    scenario.polarity,
    scenario.gold,
    scenario.control ? 1 : 0,
    scenario.cluster,
    scenario.group,
    scenario.sourceId,
    scenario.sourceRow,
    scenario.language ?? null,
    scenario.stereotypeShare ?? null,
  ];
}

/** A scenario's place in the store after it was put there. */
interface PutScenario {
  readonly number: number;
  /** Its state before; absent where it was not stored. */
  readonly before: 'absent' | 'inactive' | 'active';
}

const findActive = 'select active from scenario where id = ?';
const findNumber = 'select number from scenario where id = ?';

/** Adds the scenario with this `active` flag, or finds the one of its id and leaves it as it is. Within `writing`. */
export function putScenario(connection: SqliteConnection, scenario: Scenario, active: boolean): PutScenario {
  const { changes, lastInsertRowid } = connection
    .prepare(scenarioWrites.insert)
    .run(...scenarioValues(scenario, active));
  if (changes === 0) {
    const before = connection.value(findActive, scenario.id) === 1 ? 'active' : 'inactive';
    if (scenario.stereotypeShare !== undefined) {
      connection.prepare(scenarioWrites.putShare).run(scenario.stereotypeShare, scenario.id);
    }
    return { number: Number(connection.value(findNumber, scenario.id)), before };
  }
  const number = Number(lastInsertRowid);
  const [kind, ...parts] = textValues(scenario.text);
  connection.prepare(scenarioWrites.insertText).run(number, kind, ...parts);
  // The words of many are indexed in less time at once. Numbers go up, so those after it are new, too.
  connection.atTheEnd('words', () => {
    connection.prepare(scenarioWrites.insertWords).run(number);
  });
  return { number, before: 'absent' };
}

/** The number of the scenario with this id, null where there is none. Within `writing`. */
export function scenarioNumber(connection: SqliteConnection, id: string): number | null {
  const found = connection.value(findNumber, id);
  return found === undefined ? null : Number(found);
}
