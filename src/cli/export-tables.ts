import type { Scenario } from '../core/scenario.ts';
import type { ExportColumn, ExportRow } from '../export/formats.ts';
import type { JudgmentSelection } from '../store/contract/judgments.ts';
import { noteRows } from '../store/contract/note-table.ts';
import { ratingRows } from '../store/contract/rating-table.ts';
import type { Store } from '../store/contract/store.ts';

/** A table that `hvsb export` writes: its columns, and its rows in batches. */
interface ExportTable {
  readonly columns: readonly ExportColumn[];
  rows(store: Store, selection: JudgmentSelection): AsyncIterable<readonly ExportRow[]>;
}

const text = (name: string): ExportColumn => ({ name, type: 'text' });
const integer = (name: string): ExportColumn => ({ name, type: 'integer' });

const scenarios: ExportTable = {
  columns: [
    ...['id', 'dataset', 'form', 'category', 'variant', 'polarity', 'gold'].map(text),
    { name: 'control', type: 'boolean' },
    ...['cluster', 'group', 'kind', 'context', 'question', 'answer', 'prompt', 'completion', 'statement'].map(
      text,
    ),
    text('source_id'),
    integer('source_row'),
    text('language'),
    { name: 'stereotype_share', type: 'number' },
  ],
  async *rows(store, selection) {
    for await (const batch of store.scenarios(selection)) yield batch.map(scenarioRow);
  },
};

const calls: ExportTable = {
  columns: [
    ...['key', 'stage', 'model', 'endpoint', 'attack', 'prompt_pack', 'text', 'reasoning', 'finish'].map(
      text,
    ),
    text('finish_reason'),
    integer('input_tokens'),
    integer('output_tokens'),
    integer('cached_tokens'),
    text('served_model'),
    text('not_accepted'),
    { name: 'latency_ms', type: 'number' },
    integer('attempts'),
    text('answered_at'),
  ],
  async *rows(store) {
    for await (const batch of store.callRows()) yield batch.map((row) => ({ ...row }));
  },
};

const failures: ExportTable = {
  columns: [
    integer('condition'),
    ...['stage', 'model', 'endpoint', 'attack', 'prompt_pack', 'scenario_id'].map(text),
    integer('explanation'),
    text('question_id'),
    integer('repeat'),
    text('reason'),
    integer('status'),
    text('message'),
    integer('attempts'),
    text('failed_at'),
  ],
  async *rows(store) {
    for await (const batch of store.failureRows()) yield batch.map((row) => ({ ...row }));
  },
};

const judgments: ExportTable = {
  columns: [
    ...['scenario_id', 'dataset', 'category', 'variant', 'gold'].map(text),
    { name: 'control', type: 'boolean' },
    ...['model', 'attack'].map(text),
    integer('repeat'),
    ...['outcome', 'response'].map(text),
    ...['p_biased', 'p_unbiased'].map((name): ExportColumn => ({ name, type: 'number' })),
    text('prompt_pack'),
  ],
  async *rows(store, selection) {
    for await (const batch of store.judgmentRows(selection)) yield batch.map((row) => ({ ...row }));
  },
};

const explanations: ExportTable = {
  columns: [
    integer('explanation'),
    ...['scenario_id', 'dataset', 'category', 'variant', 'gold', 'model', 'attack'].map(text),
    integer('repeat'),
    ...['outcome', 'text'].map(text),
  ],
  async *rows(store, selection) {
    for (const attack of await attacksExplained(store)) {
      for await (const batch of store.explanationRows({ ...selection, attack })) {
        yield batch.map((row) => ({ ...row }));
      }
    }
  },
};

const agreements: ExportTable = {
  columns: [
    integer('explanation'),
    ...['scenario_id', 'explainer', 'attack', 'rater'].map(text),
    integer('repeat'),
    ...['outcome', 'thought', 'summary', 'arguments', 'response'].map(text),
  ],
  async *rows(store, selection) {
    for (const attack of await attacksExplained(store)) {
      for await (const batch of store.agreementRows({ ...selection, attack })) {
        yield batch.map((row) => ({ ...row }));
      }
    }
  },
};

const answers: ExportTable = {
  columns: [
    ...['question_id', 'dataset', 'category', 'cluster'].map(text),
    { name: 'ambiguous', type: 'boolean' },
    ...['polarity', 'right', 'model', 'attack'].map(text),
    integer('repeat'),
    ...['outcome', 'response'].map(text),
  ],
  async *rows(store, selection) {
    for await (const batch of store.answerRows(selection)) yield batch.map((row) => ({ ...row }));
  },
};

const ratings: ExportTable = {
  columns: [
    integer('item'),
    integer('explanation'),
    ...['scenario_id', 'explainer', 'rater'].map(text),
    integer('value'),
    text('comment'),
    { name: 'seconds', type: 'number' },
    text('rated_at'),
  ],
  async *rows(store) {
    yield ratingRows(await store.ratingOrigins(), await store.ratings()).map((row) => ({ ...row }));
  },
};

const people: ExportTable = {
  columns: [
    ...['scenario_id', 'person', 'verdict', 'comment'].map(text),
    { name: 'seconds', type: 'number' },
    text('judged_at'),
  ],
  async *rows(store) {
    yield (await store.personJudgmentRows()).map((row) => ({ ...row }));
  },
};

const notes: ExportTable = {
  columns: [
    ...['scenario_id', 'dataset', 'category', 'variant', 'gold', 'about', 'model', 'attack'].map(text),
    integer('repeat'),
    ...['outcome', 'answer'].map(text),
    { name: 'starred', type: 'boolean' },
    ...['tags', 'comment', 'noted_at'].map(text),
  ],
  async *rows(store) {
    for await (const batch of noteRows(store)) yield batch.map((row) => ({ ...row }));
  },
};

export const exportTables = {
  ...{ scenarios, calls, failures, judgments },
  ...{ explanations, agreements, answers, ratings, people, notes },
} as const;

/** An explanation filter without an attack means `none`; an export holds them all. */
async function attacksExplained(store: Store): Promise<ReadonlySet<string>> {
  const conditions = await store.conditions();
  return new Set(conditions.filter(({ stage }) => stage === 'explain').map(({ attack }) => attack));
}

/** The text's parts are in columns of their own; those of other kinds are empty. */
function scenarioRow(scenario: Scenario): ExportRow {
  const { sourceId, sourceRow, text: parts } = scenario;
  const { id, dataset, form, category, variant, polarity, gold, control, cluster, group } = scenario;
  return {
    ...{ id, dataset, form, category, variant, polarity, gold, control, cluster, group },
    ...{ context: null, question: null, answer: null, prompt: null, completion: null, statement: null },
    ...parts,
    source_id: sourceId,
    source_row: sourceRow,
    language: scenario.language ?? null,
    stereotype_share: scenario.stereotypeShare ?? null,
  };
}
