import { z } from 'zod';
import { parsePythonLiteral } from '../formats/python-literal.ts';

/** A number of an item or a template: copies have it as a number or as text, which is the same id. */
export const idField = z
  .union([z.string(), z.number(), z.bigint()])
  .transform((id) => String(id).trim())
  .refine((id) => id !== '', 'an id');

/** The number of an option, 0 to 2, as a number or as text. */
export const optionField = z.union([z.number(), z.bigint(), z.string()]).transform((value, context) => {
  const option = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (option === 0 || option === 1 || option === 2) return option;
  context.addIssue({ code: 'custom', message: 'the number of an option: 0, 1 or 2' });
  return z.NEVER;
});

/** Polarity of a question, in the spellings of BBQ and of the datasets made after it. */
export const polarityField = spelled({
  neg: ['neg', 'negative'],
  nonneg: ['nonneg', 'non_neg', 'non_negative'],
});

/** Whether a context leaves open who is meant, likewise. */
export const conditionField = spelled({
  ambiguous: ['ambig', 'amb', 'ambiguous', 'ambiguous_context'],
  disambiguated: ['disambig', 'dis', 'disambiguous', 'disambiguated', 'disambiguous_context'],
});

function spelled<Value extends string>(spellings: Readonly<Record<Value, readonly string[]>>) {
  const values = new Map(
    Object.entries<readonly string[]>(spellings).flatMap(([value, words]) =>
      words.map((word) => [word, value as Value] as const),
    ),
  );
  return z.string().transform((word, context) => {
    const value = values.get(word.trim().toLowerCase());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: [...values.keys()].join(', ') });
    return z.NEVER;
  });
}

/** A list of texts, as a list or as a table's cell has it: `['old', 'nonOld']`, `["F"]`. */
export const textsField = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    const parsed = parsePythonLiteral(value);
    return Array.isArray(parsed) ? parsed : value;
  },
  z.array(z.string().refine((text) => text.trim() !== '', 'text that is not empty')),
);
