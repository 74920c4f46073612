import { z } from 'zod';
import { DataError } from '../../../../src/errors/errors.ts';
import { tasks } from '../curriculum/training-row.ts';
import { earlierRowsText } from '../recipe.ts';

const share = z.number().min(0).max(1).nullable();
const proportion = z.object({
  rate: share,
  low: share,
  high: share,
  count: z.int().nonnegative(),
  n: z.int().nonnegative(),
});
const judgingScore = z.object({
  id: z.string(),
  hits: proportion,
  falseAlarms: proportion,
  balancedAccuracy: share,
});
const judgingScores = z.array(judgingScore).readonly();

/** As `HeldOutScores`; the two are held together by the type of `tinyResults`. */
const heldOutScores = z.object({
  model: z.string(),
  seed: z.int(),
  perSet: z.int().positive(),
  parsed: z.object({ judge: proportion, explain: proportion, agree: proportion, answer: proportion }),
  ambiguousBbq: judgingScores,
  disambiguatedBbq: judgingScores,
  attacks: judgingScores,
  questions: z.array(judgingScore.extend({ parsed: proportion })).readonly(),
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

/** One kind of training row and its share. */
const mixingWeight = z.object({
  task: z.enum(tasks),
  source: z.string(),
  form: z.string(),
  weight: z.number().positive(),
});

/** A training that these weights had before. */
const earlierTraining = z.object({
  steps: z.int().positive(),
  tokensPerStep: z.int().positive(),
  rows: z.int().positive(),
  peakLearningRate: z.number().positive(),
  minutes: z.number().positive().nullable(),
  /** Which rows it had, as a sentence. */
  text: z.string().default(earlierRowsText),
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
    /** Kinds of rows, in hundredths. */
    mixture: z.array(mixingWeight).readonly(),
    /** Which rows it had, as a sentence. */
    text: z.string(),
    /** The trainings whose weights this one started from, the first one first; none if it started from random weights. */
    before: z.array(earlierTraining).readonly(),
    /** What else a reader must know about this run; null if there is nothing. */
    note: z.string().nullable(),
    /** Loss per token that is learned, by its weight; that of validation, on answers only, at the steps with a validation. */
    curve: z
      .array(z.object({ step: z.int().positive(), loss: z.number(), validationLoss: z.number().nullable() }))
      .min(1),
  }),
  scores: heldOutScores,
});

export type EarlierTraining = z.output<typeof earlierTraining>;

export type TinyResults = z.output<typeof tinyResults>;

/**
 * The results that a model card is written from.
 * @param where the file, for errors
 * @throws DataError naming what is missing or wrong: a card states what was measured, or is not written
 */
export function readTinyResults(json: string, where: string): TinyResults {
  return checkedJson(tinyResults, json, where);
}

const withEarlierTraining = z.object({
  training: earlierTraining.extend({ before: z.array(earlierTraining).default([]) }),
});

/**
 * The trainings that a checkpoint's results name, the first one first.
 * @param where the file, for errors
 * @throws DataError naming what is missing or wrong
 */
export function readTrainings(json: string, where: string): readonly EarlierTraining[] {
  const { before, ...last } = checkedJson(withEarlierTraining, json, where).training;
  return [...before, last];
}

function checkedJson<Value>(schema: z.ZodType<Value>, json: string, where: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DataError('The results are not JSON.', { where, cause });
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new DataError('The results lack something that the model card states.', {
    where: `${where}: ${issue?.path.join('.') ?? ''}`,
    found: issue?.message ?? '',
    advice: 'Train and evaluate again.',
  });
}
