import type { Scenario } from '../../../core/scenario.ts';
import { textHash, textValues } from '../../sql/scenarios/scenario-rows.ts';
import { rows, type Steps, write } from '../../sql/steps.ts';
import { firstOfEach, records } from '../sql-text.ts';
import { indexedWords } from './search-scenarios.ts';

/** A scenario's place in the store after it was put there. */
export interface PutScenario {
  readonly number: number;
  /** Its state before; absent where it was not stored. */
  readonly before: 'absent' | 'inactive' | 'active';
}

const insertScenarios = `with given as (
    select * from json_to_recordset(?::json) as given (id text, dataset text, form text, category text, variant text,
      polarity text, gold text, control integer, cluster text, group_name text, source_id text, source_row integer,
      language text, stereotype_share double precision, kind text, context text, question text, answer text, prompt text,
      completion text, statement text, hash bigint, words text[])
  ), before as (
    select scenario.id, scenario.number, scenario.active from scenario join given using (id)
  ), added as (
    insert into scenario (id, active, dataset, form, category, variant, polarity, gold, control, cluster, group_name,
      source_id, source_row, language, stereotype_share)
    select id, 0, dataset, form, category, variant, polarity, gold, control, cluster, group_name,
      source_id, source_row, language, stereotype_share from given
    where not exists (select 1 from before where before.id = given.id)
    on conflict (id) do nothing returning number, id
  ), texts as (
    insert into scenario_text (scenario, kind, context, question, answer, prompt, completion, statement, hash, words)
    select added.number, kind, context, question, answer, prompt, completion, statement, hash, array_to_tsvector(words)
    from added join given using (id)
  )
  select id, number, active from before union all select id, number, null from added`;
const findScenarios = `select id, number, active from scenario
  where id in (select value from json_array_elements_text(?::json))`;
const activate = `update scenario set active = 1
  where active = 0 and number in (select value::integer from json_array_elements_text(?::json))`;
// What people said is not part of the id: it may come with a later reading.
const putShares = `update scenario set stereotype_share = given.share
  from json_to_recordset(?::json) as given (id text, share double precision) where scenario.id = given.id`;

/**
 * Adds the scenarios, or finds those of their ids and leaves them as they are, by id.
 * @param active whether they are active afterwards; else new ones are not, and the others as before
 */
export function* putScenarios(
  scenarios: readonly Scenario[],
  active: boolean,
): Steps<ReadonlyMap<string, PutScenario>> {
  const given = firstOfEach(scenarios, ({ id }) => id);
  const put = new Map<string, PutScenario>();
  if (given.length === 0) return put;
  const stored = yield* rows(insertScenarios, records(given.map(recordOf)));
  const found = new Set(stored.map(([id]) => id));
  const late = given.filter(({ id }) => !found.has(id)).map(({ id }) => id);
  // Another writer added them since the statement began.
  const others = late.length === 0 ? [] : yield* rows(findScenarios, records(late));
  for (const [id, number, state] of [...stored, ...others]) {
    const before = state === null ? 'absent' : state === 1 ? 'active' : 'inactive';
    put.set(String(id), { number: Number(number), before });
  }
  const numbers = [...put.values()].flatMap(({ number, before }) => (before === 'active' ? [] : [number]));
  if (active && numbers.length > 0) yield* write(activate, records(numbers));
  const shares = given.flatMap(({ id, stereotypeShare: share }) =>
    share === undefined || put.get(id)?.before === 'absent' ? [] : [{ id, share }],
  );
  if (shares.length > 0) yield* write(putShares, records(shares));
  return put;
}

function recordOf(scenario: Scenario): object {
  const [kind, ...parts] = textValues(scenario.text);
  const [context, question, answer, prompt, completion, statement] = parts;
  return {
    id: scenario.id,
    dataset: scenario.dataset,
    form: scenario.form,
    category: scenario.category,
    variant: scenario.variant,
    polarity: scenario.polarity,
    gold: scenario.gold,
    control: scenario.control ? 1 : 0,
    cluster: scenario.cluster,
    group_name: scenario.group,
    source_id: scenario.sourceId,
    source_row: scenario.sourceRow,
    language: scenario.language,
    stereotype_share: scenario.stereotypeShare,
    ...{ kind, context, question, answer, prompt, completion, statement },
    hash: textHash(kind, ...parts),
    words: indexedWords(parts),
  };
}
