import { field, textField } from '../http/json-body.ts';

/** A token of an answer and the alternatives to it. */
interface AnswerToken {
  readonly text: string;
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
}

/**
 * Probabilities of continuations from the `logprobs` of an answer, where the server sent them: at the place where the answer
 * has the word in which the continuations differ, the probabilities of all alternatives that begin a word are added up. So it
 * is what the model would have said there, given what it had said before. A word that is not among the alternatives has at
 * most what they leave over, and at most the least of them: that bound is given.
 *
 * @param continuations they differ in their last word from its first letter on: `Judgment: BIASED`, `Judgment: UNBIASED`
 * @returns null where the answer has none of the words, or no alternatives came
 */
export function answeredProbabilities(
  choice: unknown,
  continuations: readonly string[],
): readonly number[] | null {
  const tokens = tokensOf(field(field(choice, 'logprobs'), 'content'));
  const beginning = commonBeginning(continuations);
  const words = continuations.map((text) => text.slice(beginning.length));
  const place = placeOfWord(tokens, beginning, words);
  const alternatives = tokens[place]?.alternatives ?? [];
  if (alternatives.length === 0) return null;
  const listed = alternatives.reduce((sum, { probability }) => sum + probability, 0);
  const least = Math.min(...alternatives.map(({ probability }) => probability));
  const bound = Math.max(0, Math.min(least, 1 - listed));
  return words.map((word) => {
    const own = alternatives.filter(({ text }) => begins(text, word));
    return own.length === 0
      ? bound
      : Math.min(
          1,
          own.reduce((sum, { probability }) => sum + probability, 0),
        );
  });
}

function tokensOf(content: unknown): readonly AnswerToken[] {
  if (!Array.isArray(content)) return [];
  return content.map((item: unknown) => {
    const listed = field(item, 'top_logprobs');
    const found = (Array.isArray(listed) ? listed : []).flatMap((each: unknown) => {
      const log = field(each, 'logprob');
      const text = textField(each, 'token');
      return typeof log === 'number' && text !== undefined ? [{ text, probability: Math.exp(log) }] : [];
    });
    return { text: textField(item, 'token') ?? '', alternatives: found };
  });
}

function commonBeginning([first = '', ...others]: readonly string[]): string {
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length += 1;
  return first.slice(0, length);
}

/** The token in which one of the words begins, behind the last beginning or at the answer's start; -1 where there is none. */
function placeOfWord(tokens: readonly AnswerToken[], beginning: string, words: readonly string[]): number {
  const text = tokens.map((token) => token.text).join('');
  const at = text.toLowerCase().lastIndexOf(beginning.trim().toLowerCase());
  const from = at < 0 ? 0 : at + beginning.trim().length;
  const marks = /^[\s*_"'`([]*/.exec(text.slice(from))?.[0].length ?? 0;
  const start = from + marks;
  const rest = text.slice(start).toLowerCase();
  if (!words.some((word) => rest.startsWith(word.toLowerCase()))) return -1;
  let end = 0;
  return tokens.findIndex((token) => {
    end += token.text.length;
    return end > start;
  });
}

/** Whether a token begins the word, or contains it: ` UN` begins UNBIASED. */
function begins(token: string, word: string): boolean {
  const [own, whole] = [token.replace(/^[\s*_"'`([]+/, '').toLowerCase(), word.toLowerCase()];
  return own !== '' && (whole.startsWith(own) || own.startsWith(whole));
}

const mostAlternatives = 20;

/**
 * How many alternatives to ask for: `HVSB_LOGPROBS`, from 1 to 20; null for none. It is asked for by choice, because answers get
 * several times as long.
 */
export function alternativesWanted(setting: string | undefined): number | null {
  const wanted = Number(setting?.trim() || 0);
  return Number.isInteger(wanted) && wanted >= 1 ? Math.min(wanted, mostAlternatives) : null;
}
