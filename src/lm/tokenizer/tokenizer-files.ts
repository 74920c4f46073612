import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, parseJson, readText } from '../checkpoint/checkpoint-files.ts';
import type { TokenizerJson } from './train-tokenizer.ts';

/** The files that a checkpoint's folder has of its tokenizer, as text. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly tokenizerJson: string;
  /** `tokenizer_config.json` */
  readonly tokenizerConfigJson: string;
  /** `chat_template.jinja`; null if `tokenizer_config.json` contains the template, or there is none. */
  readonly chatTemplate: string | null;
}

/**
 * Reads the tokenizer's files of a checkpoint's folder. `tokenizer.json` must be there.
 * @throws CheckpointError where it is not.
 */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  const tokenizerJson = await readText(join(folder, fileNames.tokenizer));
  const tokenizerConfigJson = (await readOptional(join(folder, fileNames.tokenizerConfig))) ?? '{}\n';
  const chatTemplate = await readOptional(join(folder, fileNames.chatTemplate));
  return { tokenizerJson, tokenizerConfigJson, chatTemplate };
}

async function readOptional(path: string): Promise<string | null> {
  return existsSync(path) ? readText(path) : null;
}

interface TokenizerRoles {
  readonly bosToken?: string;
  readonly eosToken?: string;
  readonly padToken?: string;
  /** Longest text in tokens. */
  readonly maxPositions: number;
  /** Jinja. */
  readonly chatTemplate?: string;
}

/** The files of a tokenizer that was trained here, as `transformers` reads them. */
export function makeTokenizerFiles(tokenizer: TokenizerJson, roles: TokenizerRoles): TokenizerFiles {
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: roles.maxPositions,
    clean_up_tokenization_spaces: false,
    ...(roles.bosToken === undefined ? {} : { bos_token: roles.bosToken }),
    ...(roles.eosToken === undefined ? {} : { eos_token: roles.eosToken }),
    ...(roles.padToken === undefined ? {} : { pad_token: roles.padToken }),
    ...(roles.chatTemplate === undefined ? {} : { chat_template: roles.chatTemplate }),
  };
  return {
    tokenizerJson: `${JSON.stringify(tokenizer, null, 1)}\n`,
    tokenizerConfigJson: `${JSON.stringify(config, null, 2)}\n`,
    chatTemplate: null,
  };
}

// A token is its text, or an object with the text and how it is stripped.
const token = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish();

const namedTemplate = z.looseObject({ name: z.string(), template: z.string() });

const schema = z.looseObject({
  bos_token: token,
  eos_token: token,
  pad_token: token,
  unk_token: token,
  clean_up_tokenization_spaces: z.boolean().nullish(),
  chat_template: z.union([z.string(), z.array(namedTemplate)]).nullish(),
});

/** The part of a `tokenizer_config.json` that is used. */
interface TokenizerConfig {
  readonly bosToken: string | null;
  readonly eosToken: string | null;
  readonly padToken: string | null;
  readonly unknownToken: string | null;
  /** Whether decoding takes away spaces before punctuation marks, as for some older models. */
  readonly cleanUpSpaces: boolean;
  /** Chat template, of several the one named "default"; null if there is none. */
  readonly chatTemplate: string | null;
  /** The whole file, as the tokenizer's library wants it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @throws CheckpointError where the text is no JSON or a setting is of another kind. */
export function parseTokenizerConfig(text: string, where: string): TokenizerConfig {
  const value = parseJson(text, where);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CheckpointError(`The setting "${issue?.path.join('.') ?? ''}" cannot be used.`, {
      where,
      found: issue?.message ?? parsed.error.message,
      advice: 'Fetch the file again, or correct the setting.',
    });
  }
  const file = parsed.data;
  return {
    bosToken: file.bos_token ?? null,
    eosToken: file.eos_token ?? null,
    padToken: file.pad_token ?? null,
    unknownToken: file.unk_token ?? null,
    cleanUpSpaces: file.clean_up_tokenization_spaces ?? false,
    chatTemplate: chosenTemplate(file.chat_template),
    settings: file,
  };
}

function chosenTemplate(
  templates: string | readonly z.infer<typeof namedTemplate>[] | null | undefined,
): string | null {
  if (templates == null) return null;
  if (typeof templates === 'string') return templates;
  return templates.find(({ name }) => name === 'default')?.template ?? null;
}
