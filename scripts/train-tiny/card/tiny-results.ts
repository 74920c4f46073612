import { z } from 'zod';

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
    /** The step whose weights were kept. */
    weightsOfStep: z.int().positive(),
    /** Time on two cores; null where it was not measured. */
    minutes: z.number().positive().nullable(),
    /** What a reader has to know of this run beside its numbers; null where there is nothing. */
    note: z.string().nullable(),
    /** Loss per token that is learned, by its weight; that of validation, on answers alone, where it was looked at. */
    curve: z
      .array(z.object({ step: z.int().positive(), loss: z.number(), validationLoss: z.number().nullable() }))
      .min(1),
  }),
  scores: heldOutScores,
});

export type TinyResults = z.output<typeof tinyResults>;
