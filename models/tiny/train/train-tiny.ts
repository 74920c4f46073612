import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type NamedArrays, tensorsToWrite } from '../../../src/lm/arrays.ts';
import type { ModelConfig } from '../../../src/lm/checkpoint/model-config.ts';
import { writeCheckpoint } from '../../../src/lm/checkpoint/write-checkpoint.ts';
import { initialParameters } from '../../../src/lm/decoder/parameters.ts';
import { openBase } from '../../../src/lm/finetuning/base-model.ts';
import { chatRenderer } from '../../../src/lm/tokenizer/chat-renderer.ts';
import { openTokenizer } from '../../../src/lm/tokenizer/tokenizer.ts';
import { makeTokenizerFiles, type TokenizerFiles } from '../../../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../../../src/lm/tokenizer/train-tokenizer.ts';
import { type TrainingProgress, type TrainingResult, train } from '../../../src/lm/training/train.ts';
import {
  type ChatEncoder,
  chatExample,
  type TrainingExample,
} from '../../../src/lm/training/training-example.ts';
import type { TrainingSettings } from '../../../src/lm/training/training-settings.ts';
import { labelsText } from '../../../src/prompts/judge-templates.ts';
import type { PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { questionsOf } from '../../../src/prompts/prompt-variants.ts';
import { agreementPhrases } from './curriculum/agreement-row.ts';
import type { TrainingRow } from './curriculum/training-row.ts';
import { openTrainingRows, type TrainingRows, trainingPacks } from './curriculum/training-rows.ts';
import {
  chatTemplate,
  config,
  continuation,
  generation,
  type MixingWeight,
  mixingWeights,
  promptLearning,
  seed,
  settings,
  shareOfContinuation,
  specialTokens,
  taskWeights,
  tokenizerRows,
  validationRows,
} from './recipe.ts';

export interface TinyTraining {
  readonly dataFolder: string;
  readonly stateFolder: string;
  /** Folder of the checkpoint. */
  readonly out: string;
  /** Folder of a checkpoint to start from, with its tokenizer; null for random weights and a new tokenizer. */
  readonly from: string | null;
  /** Instead of the recipe's. */
  readonly steps?: number | undefined;
  readonly signal: AbortSignal;
}

export type Finished = Omit<Extract<TrainingResult, { kind: 'finished' }>, 'parameters'> & {
  /** Of all runs together. */
  readonly minutes: number;
  readonly plan: TinyPlan;
};

/** What a training does, apart from where it starts. */
export interface TinyPlan {
  /** Of the rows. */
  readonly seed: number;
  readonly settings: TrainingSettings;
  readonly mixture: readonly MixingWeight[];
  readonly validationRows: number;
}

/** The recipe's plan of a training from random weights or from a checkpoint. */
export function planOf({ from, steps }: Pick<TinyTraining, 'from' | 'steps'>): TinyPlan {
  const plan = from === null ? { seed, settings, validationRows, mixingWeights } : continuation;
  const { mixingWeights: mixture, ...others } = plan;
  return { ...others, mixture, settings: { ...plan.settings, steps: steps ?? plan.settings.steps } };
}

/** Trains by the recipe and writes the checkpoint; null if it was stopped. */
export async function trainTiny({
  dataFolder,
  stateFolder,
  out,
  signal,
  ...choice
}: TinyTraining): Promise<Finished | null> {
  const plan = planOf(choice);
  const rows = await openTrainingRows({ dataFolder, ...plan });
  const start = await startOf(choice.from, rows);
  const { encoder, tokenizerFiles } = start;
  const clock = await TrainingClock.open(join(stateFolder, 'clock.json'));
  const result = await train({
    config: start.config,
    parameters: start.parameters,
    frozen: {},
    source: {
      at: (index) => ({
        ...exampleOf(encoder, rows.at(index)),
        promptWeight: index % promptLearning.every === 0 ? promptLearning.weight : 0,
      }),
    },
    validation: [...rows.stream({ from: 0, count: plan.validationRows, part: 'validation' })].map((row) =>
      exampleOf(encoder, row),
    ),
    settings: plan.settings,
    stateFolder,
    identity: JSON.stringify({
      config: start.config,
      plan,
      taskWeights,
      promptLearning,
      // It depends on the rows. A model that continues with other tokens is worthless.
      tokenizer: hash('sha256', JSON.stringify(tokenizerFiles)),
      weights: start.digest,
    }),
    signal,
    onProgress: (progress) => {
      printProgress(progress);
      if (progress.step % plan.settings.saveEvery === 0) clock.save();
    },
  });
  clock.save();
  if (result.kind === 'interrupted') return null;
  const { parameters, ...finished } = result;
  const tensors = tensorsToWrite(
    choice.from === null ? parameters : await meanWeights(choice.from, parameters),
  );
  await writeCheckpoint(out, { config: start.config, generation, tokenizerFiles, tensors, type: 'F16' });
  return { ...finished, minutes: clock.minutes, plan };
}

/**
 * The weighted mean of the weights before and after a continued training: it keeps most of what either is better at.
 * Source: Wortsman et al. (2022), arXiv 2203.05482.
 */
async function meanWeights(from: string, after: NamedArrays): Promise<NamedArrays> {
  const { parameters } = await openBase(from);
  const before = (await parameters()).parameters;
  return Object.fromEntries(
    Object.entries(after).map(([name, array]) => {
      const other = before[name];
      if (other === undefined) throw new Error(`The weights ${name} are not in ${from}.`);
      return [name, array.mul(shareOfContinuation).add(other.mul(1 - shareOfContinuation))];
    }),
  );
}

interface Start {
  readonly config: ModelConfig;
  readonly tokenizerFiles: TokenizerFiles;
  readonly encoder: ChatEncoder;
  readonly parameters: NamedArrays;
  /** Equal only for the same first weights. */
  readonly digest: string;
}

async function startOf(from: string | null, rows: TrainingRows): Promise<Start> {
  if (from === null) {
    const tokenizerFiles = await tinyTokenizer(rows);
    const parameters = initialParameters(config, seed);
    return { config, tokenizerFiles, encoder: encoderOf(tokenizerFiles), parameters, digest: `seed ${seed}` };
  }
  const { parameters, ...base } = await openBase(from);
  return { ...base, ...(await parameters()) };
}

function exampleOf(encoder: ChatEncoder, { task, messages, completion }: TrainingRow): TrainingExample {
  return chatExample(encoder, messages, completion, taskWeights[task]);
}

function printProgress(progress: TrainingProgress): void {
  const { step, steps, loss, validationLoss, tokensPerSecond, secondsLeft } = progress;
  if (step % 10 !== 0 && validationLoss === null) return;
  const validated = validationLoss === null ? '' : `  validation ${validationLoss.toFixed(4)}`;
  const pace = `${Math.round(tokensPerSecond)} tokens/s, ${Math.round(secondsLeft / 60)} min left`;
  console.log(`step ${step} of ${steps}  loss ${loss.toFixed(4)}${validated}  ${pace}`);
}

const spent = z.object({ seconds: z.number().nonnegative() });

/** Duration of a training, over all runs that it took. */
export class TrainingClock {
  readonly #file: string;
  readonly #secondsBefore: number;
  readonly #startedAt = performance.now();

  private constructor(file: string, secondsBefore: number) {
    this.#file = file;
    this.#secondsBefore = secondsBefore;
  }

  /** Continues from the seconds in the file; from 0 if there is none. */
  static async open(file: string): Promise<TrainingClock> {
    const text = await readFile(file, 'utf8').catch(() => '{"seconds":0}');
    return new TrainingClock(file, spent.parse(JSON.parse(text)).seconds);
  }

  get minutes(): number {
    return this.#seconds / 60;
  }

  /** Synchronous, so that it can be called between two steps. */
  save(): void {
    writeFileSync(this.#file, `${JSON.stringify({ seconds: this.#seconds })}\n`);
  }

  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#startedAt) / 1000;
  }
}

/** The small model's tokenizer, trained on the text of its rows. */
export async function tinyTokenizer(rows: TrainingRows): Promise<TokenizerFiles> {
  const tokenizer = await trainTokenizer(textsOf(rows), {
    vocabularySize: config.vocabularySize,
    specialTokens,
    phrases: promptPhrases(await trainingPacks()),
  });
  return makeTokenizerFiles(tokenizer, {
    eosToken: '<|end|>',
    padToken: '<|pad|>',
    maxPositions: config.maxPositions,
    chatTemplate,
  });
}

export function encoderOf(files: TokenizerFiles): ChatEncoder {
  return {
    tokenizer: openTokenizer(files, '.'),
    renderChat: chatRenderer(files, '.'),
    endTokenId: specialTokens.indexOf('<|end|>'),
  };
}

function* textsOf(rows: TrainingRows): Generator<string> {
  for (const { messages, completion } of rows.stream({ from: 0, count: tokenizerRows })) {
    for (const { content } of messages) yield content;
    yield completion;
  }
}

/** Shorter pieces are left to the tokenizer's own merges. */
const shortest = 8;

/** What answers begin with or consist of. */
const answerPhrases = [
  'Judgment: BIASED',
  'Judgment: UNBIASED',
  'Judgment: YES',
  'Judgment: NO',
  'Judgment: A',
  'Judgment: B',
  'Explanation:',
  'Answer:',
  ...agreementPhrases,
];

/**
 * The fixed pieces of the program's prompts and of their answers. Each becomes one token of the small model, so that a
 * prompt costs little more than its scenario. A piece ends before a space, which belongs to the word after it.
 */
export function promptPhrases(packs: readonly PromptPack[]): readonly string[] {
  const phrases = [...packs.flatMap(piecesOf), ...answerPhrases];
  return [...new Set(phrases)].filter(
    (phrase) => phrase.length >= shortest || answerPhrases.includes(phrase),
  );
}

function piecesOf(pack: PromptPack): readonly string[] {
  const templates = [
    ...Object.values(pack.judge).flat(),
    ...Object.values(pack.explain),
    ...Object.values(pack.agree),
    pack.answer,
  ];
  const attacks = Object.values(pack.attacks).flatMap((prompt) => prompt ?? []);
  const pieces = [...templates.flatMap(({ literals }) => literals), ...attacks].map((piece) =>
    piece.trimEnd(),
  );
  return [...pieces, ...questionsOf(pack).map((question) => labelsText(question))];
}
