import { z } from 'zod';

/** A message of a chat, as preference files of Hugging Face's TRL have them. */
const message = z.object({ role: z.string(), content: z.string() });
type Message = z.output<typeof message>;

const textOrChat = z.union([z.string(), z.array(message)]);

/** A row of a preference file: a prompt with a chosen and a rejected completion. Texts may be blank. */
export const preferenceRow = z
  .object({
    id: z.union([z.string(), z.number()]).nullish(),
    prompt: textOrChat.nullish(),
    chosen: textOrChat,
    rejected: textOrChat,
    category: z.string().nullish(),
    bias_type: z.string().nullish(),
  })
  .transform((row, context) => {
    const texts = asTexts(row.prompt ?? null, row.chosen, row.rejected);
    if (texts !== null) return { ...row, ...texts };
    context.addIssue({
      code: 'custom',
      path: ['prompt'],
      message: 'a text, a list of messages, or nothing where both completions begin with the same messages',
    });
    return z.NEVER;
  });

export type PreferenceRow = z.output<typeof preferenceRow>;

interface PreferenceTexts {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
}

type TextOrChat = string | readonly Message[];

/** The three texts, in whichever of TRL's shapes the row has them; null where it has no prompt. */
function asTexts(
  prompt: TextOrChat | null,
  chosen: TextOrChat,
  rejected: TextOrChat,
): PreferenceTexts | null {
  if (prompt !== null) {
    return { prompt: textOf(prompt), chosen: textOf(chosen), rejected: textOf(rejected) };
  }
  // TRL's implicit prompt: what both completions begin with.
  if (typeof chosen === 'string' || typeof rejected === 'string') return splitTranscripts(chosen, rejected);
  const length = sharedMessages(chosen, rejected);
  if (length === 0) return null;
  return {
    prompt: textOf(chosen.slice(0, length)),
    chosen: textOf(chosen.slice(length)),
    rejected: textOf(rejected.slice(length)),
  };
}

/** How many messages both begin with; the last of each is its completion, whatever it says. */
function sharedMessages(one: readonly Message[], other: readonly Message[]): number {
  const most = Math.min(one.length, other.length) - 1;
  let length = 0;
  while (length < most && JSON.stringify(one[length]) === JSON.stringify(other[length])) length += 1;
  return length;
}

const turn = '\n\nAssistant:';

/** Transcripts with turns such as `\n\nHuman: … \n\nAssistant: …`. */
function splitTranscripts(chosen: TextOrChat, rejected: TextOrChat): PreferenceTexts | null {
  if (typeof chosen !== 'string' || typeof rejected !== 'string') return null;
  const end = chosen.lastIndexOf(turn) + turn.length;
  if (end < turn.length || rejected.slice(0, end) !== chosen.slice(0, end)) return null;
  const prompt = chosen
    .slice(0, end - turn.length)
    .trim()
    .replace(/^Human:\s*/, '');
  return { prompt, chosen: chosen.slice(end).trim(), rejected: rejected.slice(end).trim() };
}

/** A text as it is; one message's content; of several messages, each with its role. */
function textOf(value: TextOrChat): string {
  if (typeof value === 'string') return value;
  const [first, ...others] = value;
  if (first === undefined) return '';
  if (others.length === 0) return first.content;
  return value.map(({ role, content }) => `${role}: ${content}`).join('\n');
}
