import { hash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { ScenarioText } from '../../../core/scenario.ts';
import { StoreError } from '../../../errors/errors.ts';
import type { StoredScenario } from '../../contract/store.ts';
import { storeQueries } from '../queries.ts';
import type { SqlValue } from '../steps.ts';
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

/** 48 bits of a SHA-256 of a text's kind and parts, which a number holds exactly. */
export function textHash(...parts: readonly SqlValue[]): number {
  const texts = parts.map((part) => String(part ?? ''));
  return Number.parseInt(hash('sha256', JSON.stringify(texts), 'hex').slice(0, 12), 16);
}

export function isSameText(one: ScenarioText, other: ScenarioText): boolean {
  return JSON.stringify(textValues(one)) === JSON.stringify(textValues(other));
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
