import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { parseJson } from '../checkpoint/parse-json.ts';

// A token stands as its text, or as an object with the text and how it is stripped.
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

/** What is used of a `tokenizer_config.json`. */
export interface TokenizerConfig {
  readonly bosToken: string | null;
  readonly eosToken: string | null;
  readonly padToken: string | null;
  readonly unknownToken: string | null;
  /** Whether decoding takes away spaces before punctuation marks, as for some older models. */
  readonly cleanUpSpaces: boolean;
  /** Chat template, the one named "default" of several; null where there is none. */
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
