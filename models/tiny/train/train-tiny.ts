import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { tensorsToWrite } from '../../../src/lm/arrays.ts';
import { writeCheckpoint } from '../../../src/lm/checkpoint/write-checkpoint.ts';
import { initialParameters } from '../../../src/lm/decoder/parameters.ts';
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
import { loadPromptPack, type PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { agreementPhrases } from './curriculum/agreement-row.ts';
import type { TrainingRow } from './curriculum/training-row.ts';
import { openTrainingRows, type TrainingRows } from './curriculum/training-rows.ts';
import {
  chatTemplate,
  config,
  generation,
  promptLearning,
  seed,
  settings,
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
  readonly signal: AbortSignal;
}

export type Finished = Omit<Extract<TrainingResult, { kind: 'finished' }>, 'parameters'> & {
  /** Of all runs together. */
  readonly minutes: number;
};

/** Trains by the recipe and writes the checkpoint; null if it was stopped. */
export async function trainTiny({
  dataFolder,
  stateFolder,
  out,
  signal,
}: TinyTraining): Promise<Finished | null> {
  const rows = await openTrainingRows({ dataFolder, seed });
  const tokenizerFiles = await tinyTokenizer(rows);
  const encoder = encoderOf(tokenizerFiles);
  const clock = await TrainingClock.open(join(stateFolder, 'clock.json'));
  const result = await train({
    config,
    parameters: initialParameters(config, seed),
    frozen: {},
    source: {
      at: (index) => ({
        ...exampleOf(encoder, rows.at(index)),
        promptWeight: index % promptLearning.every === 0 ? promptLearning.weight : 0,
      }),
    },
    validation: [...rows.stream({ from: 0, count: validationRows, part: 'validation' })].map((row) =>
      exampleOf(encoder, row),
    ),
    settings,
    stateFolder,
    identity: JSON.stringify({
      config,
      settings,
      seed,
      taskWeights,
      promptLearning,
      // It depends on the rows. A model that continues with other tokens is worthless.
      tokenizer: hash('sha256', JSON.stringify(tokenizerFiles)),
    }),
    signal,
    onProgress: (progress) => {
      printProgress(progress);
      if (progress.step % settings.saveEvery === 0) clock.save();
    },
  });
  clock.save();
  if (result.kind === 'interrupted') return null;
  const { parameters, ...finished } = result;
  const tensors = tensorsToWrite(parameters);
  await writeCheckpoint(out, { config, generation, tokenizerFiles, tensors, type: 'F16' });
  return { ...finished, minutes: clock.minutes };
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
    phrases: promptPhrases(await loadPromptPack()),
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
  'Explanation:',
  'Answer:',
  ...agreementPhrases,
];

/**
 * The fixed pieces of the program's prompts and of their answers. Each becomes one token of the small model, so that a
 * prompt costs little more than its scenario. A piece ends before a space, which belongs to the word after it.
 */
export function promptPhrases(pack: PromptPack): readonly string[] {
  const templates = [
    ...Object.values(pack.judge),
    ...Object.values(pack.explain),
    ...Object.values(pack.agree),
    pack.answer,
  ];
  const pieces = templates.flatMap((template) => template.literals).map((piece) => piece.trimEnd());
  const attacks = Object.values(pack.attacks).flatMap((prompt) =>
    prompt === null ? [] : [prompt.trimEnd()],
  );
  return [...new Set([...pieces, ...attacks, ...answerPhrases])].filter(
    (phrase) => phrase.length >= shortest || answerPhrases.includes(phrase),
  );
}
