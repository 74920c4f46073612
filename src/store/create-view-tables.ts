import { type Compilable, CompiledQuery, sql } from 'kysely';
import { storeQueries } from './store-queries.ts';

const { schema } = storeQueries;

/**
 * Version 2: what those who look at a study need. A number that changes with the results, runs as they wrote
 * themselves down, and the words of scenarios.
 */
export function createViewTables(): readonly Compilable<unknown>[] {
  return [...createRevision(), ...createRunTables(), ...createSearch(), createMadeIndex()];
}

function createRevision(): readonly Compilable<unknown>[] {
  const revision = schema
    .createTable('store_revision')
    .addColumn('number', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [revision, storeQueries.insertInto('store_revision').values({ number: 0 })];
}

function createRunTables(): readonly Compilable<unknown>[] {
  const run = schema
    .createTable('run')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('command', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('pid', 'integer', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addColumn('ended_at', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .modifyEnd(sql`strict`);
  const part = schema
    .createTable('run_part')
    .addColumn('run', 'integer', (column) => column.notNull().references('run.number'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addColumn('ended_at', 'integer')
    .addColumn('planned', 'integer', (column) => column.notNull())
    .addColumn('stored', 'integer', (column) => column.notNull())
    .addColumn('answered', 'integer', (column) => column.notNull())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('retries', 'integer', (column) => column.notNull())
    .addColumn('in_flight', 'integer', (column) => column.notNull())
    .addColumn('input_tokens', 'integer', (column) => column.notNull())
    .addColumn('output_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'real')
    .addColumn('outcomes', 'text', (column) => column.notNull())
    .addColumn('stopped_reason', 'text')
    .addColumn('stopped_message', 'text')
    .addPrimaryKeyConstraint('run_part_key', ['run', 'position'])
    .modifyEnd(sql`strict, without rowid`);
  return [run, part];
}

/** An index of the words of `scenario_text`, which it does not hold a second time. `putScenario` keeps it. */
function createSearch(): readonly Compilable<unknown>[] {
  const create = `create virtual table scenario_search using fts5 (context, question, answer, prompt, completion, statement,
    content = 'scenario_text', content_rowid = 'scenario', tokenize = 'unicode61 remove_diacritics 2')`;
  const fill = "insert into scenario_search (scenario_search) values ('rebuild')";
  return [statement(create), statement(fill)];
}

/** Leads from a scenario that a model wrote to the statement that it was made from. */
function createMadeIndex(): Compilable<unknown> {
  return schema.createIndex('emulation_made').on('emulation').column('made_scenario');
}

/** For what the query builder has no words for. */
function statement(text: string): Compilable<unknown> {
  return { compile: () => CompiledQuery.raw(text) };
}
