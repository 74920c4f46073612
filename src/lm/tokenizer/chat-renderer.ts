import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames } from '../checkpoint/checkpoint-files.ts';
import { parseTokenizerConfig, type TokenizerFiles } from './tokenizer-files.ts';

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

interface ChatOptions {
  /** Whether the text ends where the model's answer begins; true by default. */
  readonly addGenerationPrompt?: boolean;
}

/** Gives a conversation as one text. */
export type ChatRenderer = (messages: readonly ChatMessage[], options?: ChatOptions) => string;

/**
 * Renders conversations by the chat template of a tokenizer's files: `chat_template.jinja`, else
 * `tokenizer_config.json`. `folder` is named in errors. The template is parsed at the first use.
 * The renderer throws CheckpointError if the template is missing or damaged, or rejects the messages.
 */
export function chatRenderer(files: TokenizerFiles, folder: string): ChatRenderer {
  const configPath = join(folder, fileNames.tokenizerConfig);
  const config = parseTokenizerConfig(files.tokenizerConfigJson, configPath);
  const where = files.chatTemplate === null ? configPath : join(folder, fileNames.chatTemplate);
  const source = files.chatTemplate ?? config.chatTemplate;
  const tokens = {
    bos_token: config.bosToken ?? '',
    eos_token: config.eosToken ?? '',
    pad_token: config.padToken ?? '',
    unk_token: config.unknownToken ?? '',
  };
  let template: Template | null = null;
  return (messages, { addGenerationPrompt = true } = {}) => {
    if (source === null) throw noTemplate(folder);
    try {
      template ??= new Template(source);
      return template.render({ messages, add_generation_prompt: addGenerationPrompt, ...tokens });
    } catch (cause) {
      throw new CheckpointError('The chat template cannot be used for these messages.', {
        where,
        expected: `a template for ${messages.map(({ role }) => role).join(', ')}`,
        found: cause instanceof Error ? cause.message : String(cause),
        advice: 'Some models take no system message. Choose another checkpoint.',
        cause,
      });
    }
  };
}

function noTemplate(folder: string): CheckpointError {
  return new CheckpointError('The checkpoint has no chat template.', {
    where: folder,
    expected: `${fileNames.chatTemplate}, or "chat_template" in ${fileNames.tokenizerConfig}`,
    found: 'neither',
    advice: 'Choose a checkpoint that was trained for conversation; its name often ends in "Instruct".',
  });
}
