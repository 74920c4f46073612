import { z } from 'zod';
import { ratedKinds, scaleSize } from '../../core/rating.ts';

const name = z.string().min(1);
const count = z.int().positive();
const file = z.strictObject({ file: name.describe('Path, relative to this file.') });
const minutes = z.number().positive();
const code = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'a code of Prolific, of letters and digits');

const answer = z.union([z.int(), name]);

/** An item with a known answer, as a file of them has it. */
export const checkSchema = z.strictObject({
  scenario: z
    .union([
      name,
      z.strictObject({ context: name, question: name, answer: name }),
      z.strictObject({ prompt: name, completion: name }),
    ])
    .describe('A statement; or context, question and answer; or prompt and completion.'),
  explanation: name.optional().describe('Where explanations are rated.'),
  right: z
    .union([answer, z.array(answer).nonempty()])
    .describe('The right answer, or all that are right: values of the scale, or their labels.'),
  reason: name.optional().describe('Why. Raters read it after a training item.'),
});

const checks = (what: string) =>
  z
    .union([file, z.array(checkSchema)])
    .optional()
    .describe(what);

/** How people rate, as a study file or a file of its own says it. */
export const ratingSchema = z.strictObject({
  what: z
    .enum(ratedKinds)
    .default('explanations')
    .describe('Explanations are rated; scenarios are judged as models judge them.'),
  labels: z
    .array(name)
    .min(scaleSize.least)
    .max(scaleSize.most)
    .nullable()
    .default(null)
    .describe(
      'The scale: what the values 1, 2, 3 … mean, lowest first. So many labels, so many points. Default: the scale of the store, or three points.',
    ),
  ratersPerItem: count.default(3).describe('How many people rate each item.'),
  itemsPerModel: count.default(20).describe('How many explanations of each model are rated.'),
  scenarios: count
    .nullable()
    .default(null)
    .describe('How many scenarios people judge. Default: the sample for people, else 50.'),
  itemsPerRater: count.nullable().default(null).describe('Most items of one person. Default: all.'),
  seed: z.int().default(0).describe('Draws the items and every rater’s order of them.'),
  guidelines: z
    .union([name, file])
    .optional()
    .describe('Shown before the first item and always to be had: text, simple Markdown, or a file of it.'),
  contentWarning: name
    .default('The texts contain stereotypes that may offend or upset. You may stop at any time.')
    .describe('Shown before anything else.'),
  consent: z
    .union([name, file])
    .optional()
    .describe('What people agree to before they begin. Without it they are not asked.'),
  holdMinutes: minutes
    .default(20)
    .describe('An item that was given and not rated for so long is given to others.'),
  breakMinutes: minutes
    .nullable()
    .default(20)
    .describe('A break is suggested after so much work; null: never.'),
  training: checks('Items that come first, each with its answer explained afterwards. Not counted.'),
  gold: checks('Items with a known answer among the others. Not counted.'),
  attention: checks('Items among the others that show whether somebody reads. Not counted.'),
  prolific: z
    .strictObject({
      completionCode: code.describe('Shown with its link to who is through.'),
      declinedCode: code.nullable().default(null).describe('Of those who do not consent.'),
    })
    .optional()
    .describe('Raters come from Prolific.'),
});

/** How people rate, with everything filled in. */
export type StudyRating = z.output<typeof ratingSchema>;

/** What a study gives that does not mention rating. */
export function defaultRating(): StudyRating {
  return ratingSchema.parse({});
}
