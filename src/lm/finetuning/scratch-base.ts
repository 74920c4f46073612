import type { FinetuningRow } from '../../core/finetuning.ts';
import { greedyGeneration } from '../checkpoint/greedy-generation.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { initialParameters } from '../decoder/initial-parameters.ts';
import { chatRenderer } from '../tokenizer/chat-renderer.ts';
import { makeTokenizerFiles } from '../tokenizer/make-tokenizer-files.ts';
import { openTokenizer } from '../tokenizer/open-tokenizer.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import type { BaseModel } from './base-model.ts';

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
 * @throws UsageError where the rows do not give as many tokens as the shape has
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
