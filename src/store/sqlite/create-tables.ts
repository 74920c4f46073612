import { type Compilable, CompiledQuery, type CreateTableBuilder, sql } from 'kysely';
import { storeQueries } from './names.ts';

const { schema } = storeQueries;

/** What became of what was asked, stage by stage. Rows by subject lie in the order condition, repeat, subject. */
export function createLabelTables(): readonly Compilable<unknown>[] {
  return [
    labelled(bySubject('judgment', 'scenario', 'scenario.number')),
    createEmulationTable(),
    ...createExplanationTables(),
    ...createAgreementTables(),
    labelled(bySubject('answer', 'question', 'question.number')),
    createFailureTable(),
  ];
}

function createEmulationTable(): Compilable<unknown> {
  return bySubject('emulation', 'scenario', 'scenario.number')
    .addColumn('call', 'integer', (column) => column.notNull().references('call.number'))
    .addColumn('made_scenario', 'integer', (column) => column.references('scenario.number'))
    .addColumn('parser_version', 'integer', (column) => column.notNull());
}

/** An explanation is itself a subject, so it has a number. */
function createExplanationTables(): readonly Compilable<unknown>[] {
  const explanation = schema
    .createTable('explanation')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('condition', 'integer', (column) => column.notNull().references('condition.number'))
    .addColumn('repeat', 'integer', (column) => column.notNull())
    .addColumn('scenario', 'integer', (column) => column.notNull().references('scenario.number'))
    .addUniqueConstraint('explanation_key', ['condition', 'repeat', 'scenario'])
    .modifyEnd(sql`strict`);
  const text = schema
    .createTable('explanation_text')
    .addColumn('explanation', 'integer', (column) => column.primaryKey().references('explanation.number'))
    .addColumn('text', 'text', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [labelled(explanation), text];
}

function createAgreementTables(): readonly Compilable<unknown>[] {
  const reasons = bySubject('agreement_reasons', 'explanation', 'explanation.number')
    .addColumn('thought', 'text')
    .addColumn('summary', 'text')
    .addColumn('arguments', 'text', (column) => column.notNull());
  return [labelled(bySubject('agreement', 'explanation', 'explanation.number')), reasons];
}

function createFailureTable(): Compilable<unknown> {
  // The subject is a scenario, an explanation or a question, by the condition's stage.
  return bySubject('failure', 'subject', null)
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('failed_at', 'integer', (column) => column.notNull());
}

function labelled<Column extends string>(table: CreateTableBuilder<string, Column>): Compilable<unknown> {
  return table
    .addColumn('call', 'integer', (column) => column.notNull().references('call.number'))
    .addColumn('outcome', 'integer', (column) => column.notNull())
    .addColumn('parser_version', 'integer', (column) => column.notNull());
}

function bySubject(table: string, subject: string, references: string | null) {
  return schema
    .createTable(table)
    .addColumn('condition', 'integer', (column) => column.notNull().references('condition.number'))
    .addColumn('repeat', 'integer', (column) => column.notNull())
    .addColumn(subject, 'integer', (column) =>
      references === null ? column.notNull() : column.notNull().references(references),
    )
    .addPrimaryKeyConstraint(`${table}_key`, ['condition', 'repeat', subject])
    .modifyEnd(sql`strict, without rowid`);
}

/** BBQ's questions; their texts stand apart, as those of scenarios. */
export function createQuestionTables(): readonly Compilable<unknown>[] {
  const question = storeQueries.schema
    .createTable('question')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('ambiguous', 'integer', (column) => column.notNull())
    .addColumn('polarity', 'text', (column) => column.notNull())
    .addColumn('target', 'integer', (column) => column.notNull())
    .addColumn('other', 'integer', (column) => column.notNull())
    .addColumn('unknown', 'integer', (column) => column.notNull())
    .addColumn('label', 'integer', (column) => column.notNull())
    .addColumn('source_id', 'text', (column) => column.notNull())
    .addColumn('source_row', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  const text = storeQueries.schema
    .createTable('question_text')
    .addColumn('question', 'integer', (column) => column.primaryKey().references('question.number'))
    .addColumn('context', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('option_0', 'text', (column) => column.notNull())
    .addColumn('option_1', 'text', (column) => column.notNull())
    .addColumn('option_2', 'text', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [question, text];
}

/** Version 3: the scale of the ratings, whose number of points a study chooses; metrics read no study file. */
export function createRatingScale(): readonly Compilable<unknown>[] {
  return [
    storeQueries.schema
      .createTable('rating_scale')
      .addColumn('point', 'integer', (column) => column.primaryKey())
      .addColumn('label', 'text', (column) => column.notNull())
      .modifyEnd(sql`strict`),
  ];
}

/** What people rate, and what they said. */
export function createRatingTables(): readonly Compilable<unknown>[] {
  const item = storeQueries.schema
    .createTable('rating_item')
    .addColumn('explanation', 'integer', (column) => column.primaryKey().references('explanation.number'))
    // As people see it, whatever becomes of the explanation later.
    .addColumn('text', 'text', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  const rating = storeQueries.schema
    .createTable('rating')
    .addColumn('item', 'integer', (column) => column.notNull().references('rating_item.explanation'))
    .addColumn('rater', 'text', (column) => column.notNull())
    .addColumn('value', 'integer')
    .addColumn('comment', 'text', (column) => column.notNull())
    .addColumn('seconds', 'real', (column) => column.notNull())
    .addColumn('rated_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('rating_key', ['item', 'rater'])
    .modifyEnd(sql`strict, without rowid`);
  const adjudicated = storeQueries.schema
    .createTable('adjudication')
    .addColumn('item', 'integer', (column) => column.primaryKey().references('rating_item.explanation'))
    .addColumn('adjudicator', 'text', (column) => column.notNull())
    .addColumn('value', 'integer', (column) => column.notNull())
    .addColumn('comment', 'text', (column) => column.notNull())
    .addColumn('adjudicated_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [item, rating, adjudicated];
}

/**
 * Version 2: what those who look at a study need. A number that changes with the results, runs as they wrote
 * themselves down, and the words of scenarios.
 */
export function createViewTables(): readonly Compilable<unknown>[] {
  return [...createRevision(), ...createRunTables(), ...createSearch(), createMadeIndex()];
}

function createRevision(): readonly Compilable<unknown>[] {
  const revision = storeQueries.schema
    .createTable('store_revision')
    .addColumn('number', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [revision, storeQueries.insertInto('store_revision').values({ number: 0 })];
}

function createRunTables(): readonly Compilable<unknown>[] {
  const run = storeQueries.schema
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
  const part = storeQueries.schema
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
  return storeQueries.schema.createIndex('emulation_made').on('emulation').column('made_scenario');
}

/** For what the query builder has no words for. */
function statement(text: string): Compilable<unknown> {
  return { compile: () => CompiledQuery.raw(text) };
}
