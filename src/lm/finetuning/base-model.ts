import { createHash } from 'node:crypto';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { CheckpointError } from '../../errors/errors.ts';
import { type GenerationSettings, greedyGeneration } from '../checkpoint/generation-settings.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { type Checkpoint, openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { initialParameters, type Parameters } from '../decoder/parameters.ts';
import { numpy as np } from '../jax.ts';
import { chatRenderer } from '../tokenizer/chat-renderer.ts';
import { openTokenizer } from '../tokenizer/tokenizer.ts';
import { makeTokenizerFiles, type TokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import type { ChatEncoder } from '../training/training-example.ts';

/** What fine-tuning starts from. */
export interface BaseModel {
  readonly config: ModelConfig;
  readonly generation: GenerationSettings;
  readonly tokenizerFiles: TokenizerFiles;
  readonly encoder: ChatEncoder;
  /** Reads or draws the weights; the caller disposes of them. */
  parameters(): Promise<LoadedParameters>;
}

interface LoadedParameters {
  readonly parameters: Parameters;
  /** Equal only for the same weights. */
  readonly digest: string;
}

/**
 * A checkpoint to fine-tune. Its weights are read on demand, one tensor at a time.
 * @throws CheckpointError if the folder is not a supported checkpoint, or no token ends an answer
 */
export async function openBase(folder: string): Promise<BaseModel> {
  const checkpoint = await openCheckpoint(folder);
  const { config, generation, tokenizerFiles, tokenizer, renderChat } = checkpoint;
  return {
    config,
    generation,
    tokenizerFiles,
    encoder: { tokenizer, renderChat, endTokenId: endTokenOf(checkpoint) },
    parameters: () => readParameters(checkpoint),
  };
}

/** The tokenizer's end token if generation stops at it; else the first token at which generation stops. */
function endTokenOf({ folder, tokenizer, generation }: Checkpoint): number {
  const { eosTokenIds } = generation;
  const named = tokenizer.eosTokenId;
  const end = named !== null && eosTokenIds.includes(named) ? named : eosTokenIds[0];
  if (end !== undefined) return end;
  throw new CheckpointError('The checkpoint has no token that ends an answer.', {
    where: folder,
    expected: '"eos_token_id" in generation_config.json or config.json',
    found: 'none',
    advice: 'Set it to the token that ends a message of the chat template.',
  });
}

async function readParameters(checkpoint: Checkpoint): Promise<LoadedParameters> {
  const parameters: Record<string, np.Array> = {};
  const hash = createHash('sha256');
  for await (const { name, shape, data } of checkpoint.tensors()) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    parameters[name] = np.array(data, { shape: [...shape] });
  }
  return { parameters, digest: hash.digest('hex') };
}

const padToken = '<|pad|>';
const endToken = '<|end|>';
const specialTokens = [padToken, '<|system|>', '<|user|>', '<|assistant|>', endToken];
const endTokenId = specialTokens.indexOf(endToken);

const chatTemplate =
  "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  '{% if add_generation_prompt %}<|assistant|>{% endif %}';

/**
 * A model of this shape with random weights, and a tokenizer that is trained on the rows.
 *
 * @param shape its tokens for beginning, end and padding are replaced by those of the new tokenizer
 * @param where file of the shape, for errors
 * @throws UsageError if the rows give fewer tokens than the shape's vocabulary has
 */
export async function scratchBase(
  shape: ModelConfig,
  rows: readonly FinetuningRow[],
  seed: number,
  where: string,
): Promise<BaseModel> {
  const padTokenId = specialTokens.indexOf(padToken);
  const config: ModelConfig = { ...shape, bosTokenId: null, eosTokenIds: [endTokenId], padTokenId };
  const { vocabularySize, maxPositions } = config;
  const tokenizer = await trainTokenizer(textsOf(rows), { vocabularySize, specialTokens });
  const roles = { eosToken: endToken, padToken, maxPositions, chatTemplate };
  const tokenizerFiles = makeTokenizerFiles(tokenizer, roles);
  return {
    config,
    generation: greedyGeneration([endTokenId], padTokenId),
    tokenizerFiles,
    encoder: {
      tokenizer: openTokenizer(tokenizerFiles, where),
      renderChat: chatRenderer(tokenizerFiles, where),
      endTokenId,
    },
    parameters: async () => ({ parameters: initialParameters(config, seed), digest: JSON.stringify(config) }),
  };
}

function* textsOf(rows: readonly FinetuningRow[]): Generator<string> {
  for (const { messages, completion } of rows) {
    for (const { content } of messages) yield content;
    yield completion;
  }
}
