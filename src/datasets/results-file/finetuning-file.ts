import { z } from 'zod';
import type { ScenarioText } from '../../core/scenario.ts';
import { nonBlank, type ReadRow, readJsonl } from '../formats/rows.ts';

/** A row to train on, as written in the file. */
export interface FinetuningFileRow {
  readonly text: ScenarioText;
  readonly completion: string;
}

const scenarioSchema: z.ZodType<ScenarioText, unknown> = z.union(
  [
    nonBlank.transform((statement) => ({ kind: 'statement' as const, statement })),
    parts({ statement: nonBlank }).transform((text) => ({ kind: 'statement' as const, ...text })),
    parts({ context: nonBlank, question: nonBlank, answer: nonBlank }).transform((text) => ({
      kind: 'answer' as const,
      ...text,
    })),
    parts({ prompt: nonBlank, completion: nonBlank }).transform((text) => ({
      kind: 'conversation' as const,
      ...text,
    })),
  ],
  'text, or an object with "context", "question" and "answer", with "prompt" and "completion", or with "statement"',
);

/**
 * Streams the rows of a JSON Lines file (plain or `.gz`) with a `scenario` and what a model is to say of it.
 *
 * @param fields names that the completion may have; a row has one of them
 * @throws DataError where nothing more can be read
 */
export function readFinetuningFile(
  path: string,
  fields: readonly string[],
): AsyncGenerator<ReadRow<FinetuningFileRow>> {
  return readJsonl(path, rowSchema(fields));
}

function rowSchema(fields: readonly string[]): z.ZodType<FinetuningFileRow> {
  const completions = z.object(Object.fromEntries(fields.map((field) => [field, nonBlank.optional()])));
  return z
    .looseObject({ scenario: scenarioSchema })
    .and(completions)
    .transform((row, context) => {
      const given = fields.flatMap((field) => (row[field] === undefined ? [] : [String(row[field])]));
      const [completion] = given;
      if (completion !== undefined && given.length === 1) return { text: row.scenario, completion };
      context.addIssue({
        code: 'custom',
        message: `one field ${fields.map((field) => `"${field}"`).join(' or ')} with text`,
      });
      return z.NEVER;
    });
}

/** No other fields: a row that says more was meant as something else. */
function parts<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape);
}
