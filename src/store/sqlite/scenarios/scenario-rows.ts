import type { Selectable } from 'kysely';
import type { Scenario, ScenarioText } from '../../../core/scenario.ts';
import { StoreError } from '../../../errors/errors.ts';
import type { StoredScenario } from '../../contract/store.ts';
import type { SqliteConnection, SqlValue } from '../connection.ts';
import { storeQueries } from '../queries.ts';
import { scenarioWrites } from '../raw-writes.ts';
import type { StoreTables } from '../tables.ts';

/** A row of `scenario` with its row of `scenario_text`. */
type ScenarioRow = Selectable<StoreTables['scenario']> & Selectable<StoreTables['scenario_text']>;

/** All scenarios with their texts, to be narrowed. */
export const scenarioRows = storeQueries
  .selectFrom('scenario')
  .innerJoin('scenario_text', 'scenario_text.scenario', 'scenario.number')
  .selectAll();

/** Their texts alone, which is all that most calls are made of, and half the work. */
export const scenarioTextRows = storeQueries
  .selectFrom('scenario')
  .innerJoin('scenario_text', 'scenario_text.scenario', 'scenario.number')
  .select(['scenario.number', 'scenario.id', 'scenario.language', 'scenario.group_name'])
  .select(['kind', 'context', 'question', 'answer', 'prompt', 'completion', 'statement']);

/** @throws StoreError where a part that its kind of text has is missing. */
export function scenarioFromRow(row: ScenarioRow): StoredScenario {
  return {
    number: row.number,
    id: row.id,
    dataset: row.dataset,
    form: row.form,
    category: row.category,
    variant: row.variant,
    polarity: row.polarity,
    gold: row.gold,
    control: row.control === 1,
    cluster: row.cluster,
    group: row.group_name,
    text: textFromRow(row),
    sourceId: row.source_id,
    sourceRow: row.source_row,
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.stereotype_share === null ? {} : { stereotypeShare: row.stereotype_share }),
  };
}

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

/** Values for `kind, context, question, answer, prompt, completion, statement`. */
export function textValues(text: ScenarioText): [kind: ScenarioText['kind'], ...parts: SqlValue[]] {
  switch (text.kind) {
    case 'answer':
      return [text.kind, text.context, text.question, text.answer, null, null, null];
    case 'conversation':
      return [text.kind, null, null, null, text.prompt, text.completion, null];
    case 'statement':
      return [text.kind, null, null, null, null, null, text.statement];
    default:
      throw new Error(`unknown kind of text: ${JSON.stringify(text satisfies never)}`);
  }
}

/** @throws StoreError as `scenarioFromRow` */
export function textFromRow(row: Pick<ScenarioRow, 'id' | 'kind' | TextPart>): ScenarioText {
  const part = (name: TextPart): string => {
    const value = row[name];
    if (value !== null) return value;
    throw new StoreError('The results file is damaged: a scenario lacks a part of its text.', {
      found: `scenario ${row.id} (${row.kind}) without its ${name}`,
      advice: 'Restore a copy of the file.',
    });
  };
  switch (row.kind) {
    case 'answer':
      return { kind: row.kind, context: part('context'), question: part('question'), answer: part('answer') };
    case 'conversation':
      return { kind: row.kind, prompt: part('prompt'), completion: part('completion') };
    case 'statement':
      return { kind: row.kind, statement: part('statement') };
    default:
      throw new StoreError('The results file is damaged: a scenario has an unknown kind of text.', {
        found: `scenario ${row.id}: ${String(row.kind satisfies never)}`,
        advice: 'Restore a copy of the file.',
      });
  }
}

type TextPart = 'context' | 'question' | 'answer' | 'prompt' | 'completion' | 'statement';

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

/** The number of the scenario with this id, null where there is none. Within `reading` or `writing`. */
export function scenarioNumber(connection: SqliteConnection, id: string): number | null {
  const found = connection.value(findNumber, id);
  return found === undefined ? null : Number(found);
}
