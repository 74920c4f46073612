export type AgreementVerdict = 'agree' | 'disagree';

/** One place where a text says "agree" or "disagree" as a word of its own. */
export interface AgreementMention {
  /** Negations counted in; null where it is unclear: a question, a condition, a degree that is negated. */
  readonly verdict: AgreementVerdict | null;
  /** True where the clause before it does no more than state the verdict. */
  readonly stated: boolean;
  readonly start: number;
  readonly end: number;
}

// How far a clause is followed back and forth: it bounds the work that one mention can cause.
const reach = 120;

const word = /(?<![a-z0-9\u00c0-\u024f])(dis[- ]?)?agree(?:d|s|ment|ing)?(?![a-z0-9\u00c0-\u024f])/g;
const clauseEnd = /[.!?;:|<>=\n\\"{}[\],]| -(?= )|\b(?:but|because|since|though|although|while|however)\b/g;
const question = /^[^.!?;:,()\n]*\?/;
// The word as a question, with its answer: "Agree: no". Not "Agree: no group is named so in it".
const flag =
  /^["'*_`)\] \t]*[:=]["'*_`( \t]*(?:(false|no|0)|true|yes|1)["'*_`) \t]*(?:[,;}\]|\n]|\.(?!\d)|$)/;

/** Yields the mentions of a folded text (see `foldText`) in order, in linear time. */
export function* agreementMentions(text: string): Generator<AgreementMention, undefined> {
  let previousEnd = 0;
  for (const match of text.matchAll(word)) {
    const start = match.index;
    const end = start + match[0].length;
    const words = clauseBefore(text.slice(Math.max(previousEnd, start - reach), start));
    previousEnd = end;
    yield {
      verdict: verdictOf(words, match[1] !== undefined, text.slice(end, end + reach)),
      stated: words.every(
        (each) => isAgreementNegator(each) || isAgreementFiller(each) || isAgreementFrame(each),
      ),
      start,
      end,
    };
  }
}

function clauseBefore(window: string): string[] {
  let from = 0;
  for (const match of window.matchAll(clauseEnd)) from = match.index + match[0].length;
  return window.slice(from).match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? [];
}

function verdictOf(words: readonly string[], negative: boolean, behind: string): AgreementVerdict | null {
  const turned = turnedAround(words, negative);
  const value = flag.exec(behind);
  if (turned === null || (value === null && question.test(behind))) return null;
  const denied = value?.[1] !== undefined;
  return (negative !== turned) !== denied ? 'disagree' : 'agree';
}

/**
 * Whether an odd number of negations comes right before the word. Null where one comes further off in the clause,
 * where a condition does, or where only the degree of a disagreement is negated ("I do not entirely disagree").
 */
function turnedAround(words: readonly string[], negative: boolean): boolean | null {
  if (words.some(isAgreementOpening)) return null;
  let turned = false;
  let degree = false;
  let index = words.length - 1;
  for (; index >= 0; index -= 1) {
    const each = words[index] ?? '';
    if (isAgreementNegator(each)) {
      if (negative && degree) return null;
      turned = !turned;
    } else if (!isAgreementFiller(each)) break;
    degree ||= isDegree(each);
  }
  return words.slice(0, Math.max(0, index)).some(isAgreementNegator) ? null : turned;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Reverse what follows them: "do not agree", "hard to disagree with". */
const negators = set(
  'not no never neither nor cannot without nothing none nobody hardly scarcely barely unable refuse fail hard difficult impossible',
);

/** With one of these in its clause there is no verdict: "whether I agree", "I would agree if". */
const openings = set('whether if unless either how');

/** May come between a negation and the word, or between the rater and the word. */
const fillers = set(
  `a an the to do does did can could would might may must will shall should have has had be am are is was it i'm i'd i'll i've
  we're we'd so quite rather really very also still tend inclined compelled reason way find myself ourselves in any`,
);

/** Degrees: not to disagree *fully* is not to agree. */
const degrees = set('fully entirely completely totally wholly wholeheartedly strongly altogether quite');

/** What a plain statement of a verdict may consist of, beside negations and fillers. */
const frame = set(
  `i we my our final overall verdict judgment judgement conclusion decision answer opinion assessment rating rater that this
  here yes therefore thus hence then and say think believe conclude choose option explanation's boxed text mathbf textbf
  overall strong firm with`,
);

export const isAgreementNegator = (word: string): boolean => negators.has(word) || word.endsWith("n't");
export const isAgreementOpening = (word: string): boolean => openings.has(word);
export const isAgreementFiller = (word: string): boolean =>
  fillers.has(word) || degrees.has(word) || /^[a-z]+ly$/.test(word);
export const isDegree = (word: string): boolean => degrees.has(word);
export const isAgreementFrame = (word: string): boolean => frame.has(word) || /^[a-d0-9]$/.test(word);
