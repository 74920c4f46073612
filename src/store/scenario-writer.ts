import type { Scenario } from '../core/scenario.ts';
import { scenarioValues, textValues } from './scenario-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** A scenario's place in the store after it was put there. */
export interface PutScenario {
  readonly number: number;
  /** How it stood before: not at all, set aside, or in use. */
  readonly before: 'absent' | 'set-aside' | 'active';
}

const insertScenario = `insert into scenario (id, active, dataset, form, category, variant, polarity, gold, control,
  cluster, group_name, source_id, source_row) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`;
const insertText = `insert into scenario_text (scenario, kind, context, question, answer, prompt, completion, statement)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
const insertWords = `insert into scenario_search (rowid, context, question, answer, prompt, completion, statement)
  values (?, ?, ?, ?, ?, ?, ?)`;
const findActive = 'select active from scenario where id = ?';
const findNumber = 'select number from scenario where id = ?';

/** Adds the scenario with this `active` flag, or finds the one of its id and leaves it as it is. Within `writing`. */
export function putScenario(connection: SqliteConnection, scenario: Scenario, active: boolean): PutScenario {
  const { changes, lastInsertRowid } = connection
    .prepare(insertScenario)
    .run(...scenarioValues(scenario, active));
  if (changes === 0) {
    const before = connection.value(findActive, scenario.id) === 1 ? 'active' : 'set-aside';
    return { number: Number(connection.value(findNumber, scenario.id)), before };
  }
  const number = Number(lastInsertRowid);
  const [kind, ...parts] = textValues(scenario.text);
  connection.prepare(insertText).run(number, kind, ...parts);
  connection.prepare(insertWords).run(number, ...parts);
  return { number, before: 'absent' };
}

/** The number of the scenario with this id, null where there is none. Within `reading` or `writing`. */
export function scenarioNumber(connection: SqliteConnection, id: string): number | null {
  const found = connection.value(findNumber, id);
  return found === undefined ? null : Number(found);
}
