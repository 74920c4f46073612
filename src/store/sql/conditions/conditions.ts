import type { Insertable, Selectable } from 'kysely';
import type { Condition, ConditionContent, Stage } from '../../../core/condition.ts';
import type { Sampling } from '../../../core/model.ts';
import { countRevision } from '../database.ts';
import { storeQueries } from '../queries.ts';
import { all, first, run, type Steps } from '../steps.ts';
import type { StoreTables } from '../tables.ts';

type ConditionColumns = Insertable<StoreTables['condition']>;

/** See `ConditionStore.condition`. */
export function* putCondition(content: ConditionContent): Steps<Condition> {
  const found = yield* findCondition(content);
  if (found !== null) return found;
  const row = { ...columnsOf(content), prompt_templates: content.promptTemplates, created_at: Date.now() };
  // Another process may have added it meanwhile.
  yield* run(
    storeQueries
      .insertInto('condition')
      .values(row)
      .onConflict((same) => same.doNothing()),
  );
  yield countRevision;
  const added = yield* findCondition(content);
  if (added === null) throw new Error('a condition that was just added is not found');
  return added;
}

/** See `ConditionStore.findCondition`. */
export function* findCondition(content: ConditionContent): Steps<Condition | null> {
  let query = storeQueries.selectFrom('condition').selectAll();
  for (const [column, value] of Object.entries(columnsOf(content))) {
    // The entries are those of `columnsOf`, whose keys are columns of the table.
    query = query.where(column as keyof ReturnType<typeof columnsOf>, '=', value);
  }
  const row = yield* first(query);
  return row === undefined ? null : conditionFromRow(row);
}

/** All conditions, in the order of their making. */
export function* allConditions(): Steps<Condition[]> {
  const rows = yield* all(storeQueries.selectFrom('condition').selectAll().orderBy('number'));
  return rows.map(conditionFromRow);
}

export function conditionFromRow(row: Selectable<StoreTables['condition']>): Condition {
  return {
    number: row.number,
    createdAt: row.created_at,
    stage: row.stage,
    model: row.model,
    endpoint: row.endpoint,
    attack: row.attack,
    promptPack: row.prompt_pack,
    promptHash: row.prompt_hash,
    promptTemplates: row.prompt_templates,
    // Written by `samplingText` and by nothing else.
    sampling: JSON.parse(row.sampling) as Sampling,
  };
}

/** What makes a condition the same as another. The templates are in it by their hash. */
function columnsOf(content: ConditionContent) {
  return {
    stage: content.stage,
    model: content.model,
    endpoint: content.endpoint,
    attack: content.attack,
    prompt_pack: content.promptPack,
    prompt_hash: content.promptHash,
    sampling: samplingText(content.sampling),
  } satisfies Partial<ConditionColumns>;
}

/** Equal settings give equal text, in whichever order they were written. */
function samplingText({ temperature, topP, maxTokens, seed, wave }: Sampling): string {
  return JSON.stringify({ temperature, topP, maxTokens, seed, wave });
}

/** Which conditions; absent fields do not restrict. */
interface NamedConditions {
  readonly models?: readonly string[] | undefined;
  readonly attacks?: readonly string[] | undefined;
}

/** The conditions of a stage by model and attack, each group oldest first. */
export function* conditionsByName(
  stage: Stage,
  { models, attacks }: NamedConditions,
): Steps<Iterable<readonly [Condition, ...Condition[]]>> {
  const groups = new Map<string, [Condition, ...Condition[]]>();
  for (const condition of yield* allConditions()) {
    const { model, attack } = condition;
    if (condition.stage !== stage) continue;
    if (models?.includes(model) === false || attacks?.includes(attack) === false) continue;
    const name = JSON.stringify([model, attack]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [condition]);
    else group.push(condition);
  }
  return groups.values();
}
