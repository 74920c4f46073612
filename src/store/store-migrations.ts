import { type Compilable, sql } from 'kysely';
import { createLabelTables } from './create-label-tables.ts';
import { createQuestionTables } from './create-question-tables.ts';
import { createRatingScale } from './create-rating-scale.ts';
import { createRatingTables } from './create-rating-tables.ts';
import { createViewTables } from './create-view-tables.ts';
import { storeQueries } from './store-queries.ts';

/** The statements that bring a store from one version to the next. */
export type Migration = () => readonly Compilable<unknown>[];

const { schema } = storeQueries;

/**
 * Entry n brings version n to n + 1. Entries are only ever added: files of every earlier version are out
 * in the world.
 */
export const storeMigrations: readonly Migration[] = [createVersion1, createViewTables, createRatingScale];

function createVersion1(): readonly Compilable<unknown>[] {
  return [
    ...createScenarioTables(),
    ...createCallTables(),
    ...createQuestionTables(),
    ...createLabelTables(),
    ...createRatingTables(),
  ];
}

function createScenarioTables(): readonly Compilable<unknown>[] {
  const scenario = schema
    .createTable('scenario')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('polarity', 'text')
    .addColumn('gold', 'text', (column) => column.notNull())
    .addColumn('control', 'integer', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text')
    .addColumn('source_id', 'text', (column) => column.notNull())
    .addColumn('source_row', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  // Texts stand apart, so that counting and measuring never read them.
  const text = schema
    .createTable('scenario_text')
    .addColumn('scenario', 'integer', (column) => column.primaryKey().references('scenario.number'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('context', 'text')
    .addColumn('question', 'text')
    .addColumn('answer', 'text')
    .addColumn('prompt', 'text')
    .addColumn('completion', 'text')
    .addColumn('statement', 'text')
    .modifyEnd(sql`strict`);
  const sample = schema
    .createTable('sample')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('seed', 'integer', (column) => column.notNull())
    .addColumn('stratify', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  const member = schema
    .createTable('sample_member')
    .addColumn('sample', 'integer', (column) => column.notNull().references('sample.number'))
    .addColumn('scenario', 'integer', (column) => column.notNull().references('scenario.number'))
    .addPrimaryKeyConstraint('sample_member_key', ['sample', 'scenario'])
    .modifyEnd(sql`strict, without rowid`);
  return [scenario, text, sample, member];
}

function createCallTables(): readonly Compilable<unknown>[] {
  const condition = schema
    .createTable('condition')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('attack', 'text', (column) => column.notNull())
    .addColumn('prompt_pack', 'text', (column) => column.notNull())
    .addColumn('prompt_hash', 'text', (column) => column.notNull())
    .addColumn('prompt_templates', 'text', (column) => column.notNull())
    .addColumn('sampling', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    // Running totals, so that the status needs no pass over the calls and their texts.
    .addColumn('calls', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('input_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('output_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('condition_content', [
      'stage',
      'model',
      'endpoint',
      'attack',
      'prompt_pack',
      'prompt_hash',
      'sampling',
    ])
    .modifyEnd(sql`strict`);
  const call = schema
    .createTable('call')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('condition', 'integer', (column) => column.notNull().references('condition.number'))
    .addColumn('finish', 'text', (column) => column.notNull())
    .addColumn('input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('served_model', 'text')
    .addColumn('not_accepted', 'text', (column) => column.notNull())
    .addColumn('latency_ms', 'real', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('answered_at', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('reasoning', 'text')
    .modifyEnd(sql`strict`);
  return [condition, call, ...createCallKeys()];
}

/** The index of `call.key`, kept by `CallKeys` instead of SQLite. */
function createCallKeys(): readonly Compilable<unknown>[] {
  const key = schema
    .createTable('call_key')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('call', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict, without rowid`);
  const until = schema
    .createTable('call_keys_until')
    .addColumn('call', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [key, until, storeQueries.insertInto('call_keys_until').values({ call: 0 })];
}
