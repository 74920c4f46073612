import { z } from 'zod';
import { DataError } from '../../../../src/errors/errors.ts';

const share = z.number().min(0).max(1).nullable();
const proportion = z.object({
  rate: share,
  low: share,
  high: share,
  count: z.int().nonnegative(),
  n: z.int().nonnegative(),
});
const judgingScores = z
  .array(z.object({ id: z.string(), hits: proportion, falseAlarms: proportion, balancedAccuracy: share }))
  .readonly();

/** As `HeldOutScores`; the two are held together by the type of `tinyResults`. */
const heldOutScores = z.object({
  model: z.string(),
  seed: z.int(),
  perSet: z.int().positive(),
  parsed: z.object({ judge: proportion, explain: proportion, agree: proportion, answer: proportion }),
  ambiguousBbq: judgingScores,
  disambiguatedBbq: judgingScores,
  attacks: judgingScores,
  sample: judgingScores,
  crowsPairs: z.object({ more: proportion, less: proportion }),
  explanations: z.object({
    namesGroup: proportion,
    namesGroupInScenario: proportion,
    repeatsLongSentence: proportion,
    repeatsWhole: proportion,
    distinct: proportion,
    meanWords: z.number().nonnegative().nullable(),
  }),
  agreeing: z.object({ right: proportion, wrongGroup: proportion }),
  answering: z.object({ ambiguous: proportion, disambiguated: proportion }),
});

/** All that the model card states, as it was measured. */
export const tinyResults = z.object({
  model: z.object({
    parameters: z.int().positive(),
    layers: z.int().positive(),
    hiddenSize: z.int().positive(),
    vocabularySize: z.int().positive(),
    contextTokens: z.int().positive(),
  }),
  training: z.object({
    seed: z.int(),
    steps: z.int().positive(),
    tokensPerStep: z.int().positive(),
    peakLearningRate: z.number().positive(),
    /** Rows of the training text that were read. */
    rows: z.int().positive(),
    /** The step whose weights were saved. */
    weightsOfStep: z.int().positive(),
    /** Time on two cores; null where it was not measured. */
    minutes: z.number().positive().nullable(),
    /** What else a reader must know about this run; null if there is nothing. */
    note: z.string().nullable(),
    /** Loss per token that is learned, by its weight; that of validation, on answers only, at the steps with a validation. */
    curve: z
      .array(z.object({ step: z.int().positive(), loss: z.number(), validationLoss: z.number().nullable() }))
      .min(1),
  }),
  scores: heldOutScores,
});

export type TinyResults = z.output<typeof tinyResults>;

/**
 * The results that a model card is written from.
 * @param where the file, for errors
 * @throws DataError naming what is missing or wrong: a card states what was measured, or is not written
 */
export function readTinyResults(json: string, where: string): TinyResults {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DataError('The results are not JSON.', { where, cause });
  }
  const checked = tinyResults.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new DataError('The results lack something that the model card states.', {
    where: `${where}: ${issue?.path.join('.') ?? ''}`,
    found: issue?.message ?? '',
    advice: 'Train and evaluate again.',
  });
}
