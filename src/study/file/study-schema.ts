import { z } from 'zod';
import { forms } from '../../core/scenario.ts';
import { presets } from '../../datasets/dataset-source.ts';
import { batchProviders } from '../../models/batch/batch-offers.ts';
import { attackRoles } from '../../prompts/prompt-pack.ts';
import { ratingSchema } from './rating-schema.ts';

const name = z.string().min(1);
const count = z.int().positive();

const dataset = z.strictObject({
  dataset: name.describe('A dataset that `hvsb data` lists, or one that was imported.'),
  from: name
    .optional()
    .describe(
      'Folder or file to read, relative to this file. Without it, what was downloaded. With a name that hvsb does not know, a table of scenarios of your own.',
    ),
  columns: z
    .record(z.string(), z.string())
    .optional()
    .describe('Of a table of your own: which column holds a field, such as `scenario` or `gold`.'),
  gold: z
    .enum(['biased', 'unbiased'])
    .optional()
    .describe('Of a table of your own: the gold label of every row that has none.'),
  preset: z
    .enum(presets)
    .default('corrected')
    .describe('`as-published` repeats the choices of the reference study.'),
  categories: z.array(name).nonempty().optional().describe('Prepare only these bias categories.'),
  settings: z
    .record(z.string(), z.int())
    .optional()
    .describe('Settings that only this dataset has, such as `minAnnotatorAgreement` of crows-pairs.'),
  skipInvalid: z
    .boolean()
    .default(false)
    .describe('Count and list bad rows instead of stopping at the first.'),
});

const price = z.strictObject({
  input: z.number().nonnegative().describe('US dollars per million input tokens.'),
  output: z.number().nonnegative().describe('US dollars per million output tokens.'),
});

const serve = z.strictObject({
  gpus: z
    .int()
    .nonnegative()
    .optional()
    .describe('GPUs that the model is spread over; 0 for none. Default: one, or what the program takes.'),
  args: z.array(z.string()).optional().describe('Further arguments of the program, as on its command line.'),
});

const model = z.strictObject({
  model: name.describe('`provider:model`, for example `openai:gpt-4o-mini`.'),
  label: name
    .optional()
    .describe('What tables, charts and pages call it. Default: its name without the provider.'),
  baseUrl: z
    .union([z.url(), z.array(z.url()).nonempty()])
    .optional()
    .describe(
      'Where the endpoint is, when not where the provider usually is; a list of servers with the same model shares its calls.',
    ),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Sent with every request; `$VARIABLE` in a value is replaced by what the environment holds. Never stored.',
    ),
  attackRole: z
    .enum(attackRoles)
    .optional()
    .describe(
      'How attacks are sent: in a `system` message, or before the question in the `user` message. Default: `user` where the server says that the model takes no system message.',
    ),
  price: price.optional(),
  batch: z
    .boolean()
    .optional()
    .describe(`Ask in batches: half the price at most providers, answers within a day (${batchProviders}).`),
  serve: serve
    .optional()
    .describe(
      'Start a server for this model (vllm:, sglang:, llamacpp:, ollama:), unless one serves it at its usual address. Such models are asked one after the other. {} is enough.',
    ),
  needs: z
    .array(name)
    .optional()
    .describe(
      'Where several machines work on one store: only those with all of these labels (`--labels`) ask this model, for example [gpu].',
    ),
});

const sample = z.strictObject({
  name: name.default('sample'),
  size: count.describe('How many scenarios, of all datasets together.'),
  seed: z.int().default(0),
  stratify: z
    .array(name)
    .default(['dataset', 'category', 'variant'])
    .describe('Scenario fields whose shares the sample keeps.'),
});

const emulate = z.strictObject({
  model: name.describe('The model that rewrites statements into realistic scenarios.'),
  perType: count.default(200).describe('Most statements of each category and direction.'),
});

const judge = z.strictObject({
  attacks: z.array(name).nonempty().default(['none', 'untargeted', 'targeted']),
  repeat: count.default(1).describe('How often each scenario is asked.'),
  wordings: count
    .default(1)
    .describe('Ask in the first so many wordings of the question; rates are over all of them.'),
  forms: z
    .array(z.enum(forms))
    .nonempty()
    .optional()
    .describe('Judge only scenarios of these forms. Default: all; with `emulate`, all but the statements.'),
  sample: name.optional().describe('Judge only the scenarios of this sample.'),
  stop: z
    .strictObject({
      width: z.number().positive().max(1).describe('0.05 is five points, from end to end.'),
      seed: z.int().default(0).describe('Draws the order of the clusters.'),
    })
    .optional()
    .describe('A model stops where its anytime-valid intervals are at most this wide.'),
  temperature: z.number().min(0).max(2).nullable().default(0).describe('null leaves it to the endpoint.'),
  maxTokens: count.default(512).describe('Most tokens of an answer.'),
});

const sensitivity = z.strictObject({
  n: count.default(100).describe('How many biased scenarios of each dataset.'),
  seed: z.int().default(0).describe('The same seed takes the same scenarios.'),
  models: z.array(name).nonempty().optional().describe('Who is asked. Default: all models of the study.'),
  wordings: count.optional().describe('Only the first wordings of the prompt pack. Default: all.'),
  attacks: z.array(name).nonempty().default(['none']),
  repeat: count.default(1).describe('How often each scenario is asked in each way.'),
});

const twins = z.strictObject({
  n: count.default(100).describe('How many sets of twins of each dataset.'),
  seed: z.int().default(0).describe('The same seed makes the same twins.'),
  models: z.array(name).nonempty().optional().describe('Who judges them. Default: all models of the study.'),
  attacks: z.array(name).nonempty().default(['none']),
  repeat: count.default(1),
  reviewed: name
    .optional()
    .describe(
      'A list of "hvsb twins", relative to this file, whose sets with "no" in the column "keep" are left out.',
    ),
});

const contamination = z.strictObject({
  n: count.default(100).describe('How many sets of twins of each dataset.'),
  seed: z.int().default(0).describe('The same seed takes the same sets.'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.2)
    .describe('The least likely share of the tokens: 0.2 for Min-20%.'),
  models: z
    .array(name)
    .nonempty()
    .optional()
    .describe('Whose probabilities are asked for. Default: all models of the study.'),
});

const people = z.strictObject({
  n: count.default(120).describe('How many scenarios people judge, of those that models judged.'),
  seed: z.int().default(0).describe('The same seed takes the same scenarios.'),
  judgments: name
    .optional()
    .describe(
      'What people said, relative to this file: a table with the columns id, person and verdict. It is imported where it is there.',
    ),
});

const explain = z.strictObject({
  models: z.array(name).nonempty().optional().describe('Who explains. Default: all models of the study.'),
  n: count.optional().describe('How many biased scenarios of each dataset. Default: all.'),
  seed: z.int().default(0).describe('The same seed takes the same scenarios.'),
  sample: name.optional().describe('Explain only the scenarios of this sample.'),
  attack: name.default('none'),
  repeat: count.default(1),
  temperature: z.number().min(0).max(2).nullable().default(1).describe('null leaves it to the endpoint.'),
  maxTokens: count.default(512),
});

const agree = z.strictObject({
  raters: z
    .array(name)
    .nonempty()
    .optional()
    .describe('Who reads explanations. Default: all models of the study.'),
  explainers: z
    .array(name)
    .nonempty()
    .optional()
    .describe('Whose explanations are read. Default: everybody’s.'),
  repeat: count.default(1),
  temperature: z.number().min(0).max(2).nullable().default(1).describe('null leaves it to the endpoint.'),
  maxTokens: count.default(1024),
});

export const checkSchema = z.strictObject({
  maxMisalignment: z.number().min(0).max(1).optional().describe('Most misalignment without an attack.'),
  maxAttackIncrease: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Most that an attack may add to the misalignment rate.'),
  baseline: name
    .optional()
    .describe('Results file of an earlier study, relative to this file, that this one is compared with.'),
  margin: z
    .number()
    .min(0)
    .max(1)
    .default(0.03)
    .describe('How much worse than the baseline the misalignment rate may be.'),
  undecided: z
    .enum(['fail', 'pass'])
    .default('fail')
    .describe('What it means where an interval contains its limit.'),
});

const answer = z.strictObject({
  models: z
    .array(name)
    .nonempty()
    .optional()
    .describe('Who answers the datasets’ own questions. Default: all models.'),
  attacks: z.array(name).nonempty().default(['none']),
  repeat: count.default(1),
  seed: z.int().default(0).describe('Draws the order of the three options.'),
});

const limits = z.strictObject({
  concurrency: count
    .optional()
    .describe(
      'Most calls in flight for one endpoint. Default: 64, where a server of your own begins with two.',
    ),
  timeoutSeconds: z.number().positive().optional().describe('Bound on one attempt at a call.'),
  attempts: count.optional().describe('Most attempts at one call.'),
  maxWaitMinutes: z
    .number()
    .positive()
    .optional()
    .describe('A model is given up when its server asks to wait longer. Default: 60.'),
  budgetUsd: z.number().positive().optional(),
  budgetTokens: count.optional(),
  offPeak: z
    .boolean()
    .optional()
    .describe('Wait for the hours at which a model costs less, where its price depends on the hour.'),
});

/** A study file. Its types, its JSON Schema (`schema/study.schema.json`) and its checks all come from here. */
export const studySchema = z
  .strictObject({
    name: name.optional().describe('What the tables are titled with.'),
    store: name
      .optional()
      .describe(
        'Results file, relative to this file, or `postgres://USER@HOST/DATABASE`. Default: hvsb.db beside this file.',
      ),
    datasets: z
      .array(z.union([name, dataset]))
      .nonempty()
      .describe('What is judged.'),
    models: z
      .array(z.union([name, model]))
      .nonempty()
      .describe('Who judges.'),
    prompts: z
      .union([name, z.array(name).nonempty()])
      .optional()
      .describe(
        'Prompt pack: default, defined, or a folder with your own, relative to this file. Where it is a list, scenarios are judged with each pack and the other stages use the first. Default: default.',
      ),
    promptLanguage: z
      .literal('en')
      .optional()
      .describe(
        'en: English prompts also for scenarios in other languages. Default: prompts in the language of each scenario, where the pack has them.',
      ),
    samples: z
      .array(sample)
      .default([])
      .describe('Reproducible subsets, made after preparing and emulating.'),
    emulate: emulate.optional(),
    judge: judge.optional(),
    sensitivity: sensitivity
      .optional()
      .describe('A sample is judged in every wording, label order and label word.'),
    twins: twins
      .optional()
      .describe('Scenarios that are alike but for the group: does the verdict depend on the group?'),
    contamination: contamination
      .optional()
      .describe(
        'How likely published texts are to models, next to the same with names swapped; needs twins.',
      ),
    people: people.optional().describe('A sample that people judge, and what they said.'),
    explain: explain.optional(),
    agree: agree.optional(),
    answer: answer.optional(),
    check: checkSchema.optional().describe('Limits that `hvsb check` holds the results against.'),
    rating: ratingSchema
      .optional()
      .describe('How people rate explanations, or judge scenarios, with `hvsb rate`.'),
    limits: limits.default({}),
  })
  .meta({ title: 'hvsb study', description: 'What to prepare, who judges it, and how.' });

/** Limits that results are held against, with everything filled in. */
export type StudyCheck = z.output<typeof checkSchema>;

/** A study as it is written: short forms and defaults left out. */
export type StudySettings = z.input<typeof studySchema>;

export type StudyFile = z.output<typeof studySchema>;

/** A dataset of a study, with everything filled in. */
export type StudyDataset = Exclude<StudyFile['datasets'][number], string>;
/** A model of a study, with everything filled in. */
export type StudyModel = Exclude<StudyFile['models'][number], string>;

/** A study file, checked and filled in: short forms spelled out, paths absolute. */
export interface Study extends Omit<StudyFile, 'datasets' | 'models' | 'prompts'> {
  readonly file: string;
  readonly name: string;
  readonly store: string;
  readonly datasets: readonly StudyDataset[];
  readonly models: readonly StudyModel[];
  /** Names of shipped prompt packs, or folders. */
  readonly prompts?: readonly string[];
}

/** The JSON Schema of a study file, as text. */
export function studyJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(studySchema, { io: 'input' }), null, 2)}\n`;
}
