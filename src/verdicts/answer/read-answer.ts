import type { PromptLanguage } from '../../core/languages.ts';
import type { Completion } from '../../core/model.ts';
import { answerInEnglish, isRefusalIn } from '../languages/in-english.ts';
import { stripReasoning } from '../reasoning/strip-reasoning.ts';
import { foldText, isRefusal } from '../text/plain-text.ts';

/** Goes up with every change that can read a stored text otherwise than before, for `hvsb reparse`. */
export const answerParserVersion = 2;

const endTokens = /<\|[\w▁-]{1,40}\|>|<\/?s>/g;
// Many times what a list of options with remarks needs: it bounds the work that a text of tiny lines can cause.
const mostLines = 500;

/** The position of the option that was chosen, in the order in which the options were shown; or why there is none. */
export type ParsedAnswer =
  | { readonly choice: Choice }
  | { readonly outcome: 'refused' | 'filtered' | 'unparsed' };

/**
 * Reads which of three options a model chose, see docs/outcomes.md: the provider's finish reason first, then the letter or the option's
 * own text after `Answer:`, or in the whole text without one; then a refusal. A letter and a text that speak of different options are no
 * choice. Never throws; linear time.
 * @param options texts in the order in which the model saw them, A first
 * @param language of the prompts: its marker is read beside the English one
 */
export function readAnswer(
  completion: Pick<Completion, 'text' | 'finish'>,
  options: readonly [string, string, string],
  language?: PromptLanguage,
): ParsedAnswer {
  if (completion.finish === 'content-filter') return { outcome: 'filtered' };
  if (completion.finish === 'refusal') return { outcome: 'refused' };
  const folded = foldText(stripReasoning(completion.text)).replace(endTokens, ' ');
  const text = answerInEnglish(folded, language);
  const line = answerLine(text);
  const isCut = completion.finish === 'length';
  const choice = line === null ? choiceInText(text, options, isCut) : choiceOnLine(line, options);
  if (choice !== null && choice !== 'several') return { choice };
  return { outcome: isRefusal(text) || isRefusalIn(folded, language) ? 'refused' : 'unparsed' };
}

function choiceOnLine(line: string, options: readonly string[]): Choice | 'several' | null {
  const words = asWords(line);
  const letter = answerLetter(line);
  const text = mentionedOption(words, options);
  if (letter === null || letter === 'several') return letter ?? text;
  // "A. The baker, since the banker was early" speaks of two, and begins with its own.
  const next = mentionedOption(asWords(firstPart(line)), options);
  const said = next ?? text;
  return said === null || said === 'several' || said === letter ? letter : 'several';
}

/** Behind the letter, up to where a reason begins. */
function firstPart(line: string): string {
  return (
    line
      .split(/[,;.(]\s|\b(?:because|since|as|not)\b/)
      .find((part) => part.replace(/[^a-z0-9]/g, '').length > 1) ?? ''
  );
}

/**
 * Without an answer's line: the lines that do nothing but choose, or else the only option that is spoken of, unless the text was cut
 * off before it spoke of another.
 */
function choiceInText(text: string, options: readonly string[], isCut: boolean): Choice | 'several' | null {
  const chosen = new Set<Choice | 'several'>();
  for (const line of [...new Set(text.split('\n'))].slice(0, mostLines)) {
    const choice = line.length > 300 ? null : choiceOfBareLine(line, options);
    if (choice !== null) chosen.add(choice);
  }
  if (chosen.size > 1) return 'several';
  const [only] = chosen;
  return only ?? (isCut ? null : choiceOnLine(text.trim(), options));
}

function choiceOfBareLine(line: string, options: readonly string[]): Choice | 'several' | null {
  const letter = answerLetter(line);
  if (letter !== null) return choiceOnLine(line, options);
  const words = asWords(line);
  const exact = options.findIndex((option) => asWords(option) === words);
  return exact < 0 || words.trim() === '' ? null : mentionedOption(words, options);
}

/** Position of an option: 0 is A. */
export type Choice = 0 | 1 | 2;

// "A", "(A)", "**A**", "option A", "\boxed{A}"
const alone =
  /^[^a-z0-9]*(?:(?:option|choice|letter|answer|boxed|text|mathbf|mathrm|textbf)[^a-z0-9]+)*([abc])[^a-z0-9]*$/;
// "A. The baker", "(A) the baker", "A - the baker"
const leading =
  /^[^a-z0-9]*(?:(?:option|choice|letter|answer)[^a-z0-9]+)?([abc])["'*_` ]{0,5}(?:[.):\]},;]| ?- )/;
// "B because the context says so"; an A before a word may be an article, so only what cannot go on with a noun
const reasoned = /^[^a-z0-9]*(?:option |choice |letter )?([abc])["'*_`]{0,5} (?:because|since|as|is|was)\b/;
// "I choose option B", "it is (B)"
const named = /\b(?:option|choice|letter)["'*_`(: ]{1,5}([abc])(?![a-z0-9])|\(([abc])\)/g;
const choices: Readonly<Record<string, Choice>> = { a: 0, b: 1, c: 2 };

/**
 * The letter that a folded line chooses: at its beginning, or else the only one that it names as a letter.
 * @returns null where there is none, `several` where there are different ones. Linear time.
 */
export function answerLetter(line: string): Choice | 'several' | null {
  const plain = line.replace(/\\(?=[a-z])/g, ' ');
  if (
    /^[^a-z0-9]*[abc][^a-z0-9]*(?:(?:or|and)[^a-z0-9]+|[/|,&]\s?)(?:option |\()?[abc](?![a-z0-9'])/.test(
      plain,
    )
  ) {
    return 'several';
  }
  const first = alone.exec(plain) ?? leading.exec(plain) ?? reasoned.exec(plain);
  if (first !== null) return choices[first[1] ?? ''] ?? null;
  const letters = new Set(Array.from(plain.matchAll(named), (match) => match[1] ?? match[2] ?? ''));
  if (letters.size > 1) return 'several';
  const [letter] = letters;
  return letter === undefined ? null : (choices[letter] ?? null);
}

const marker = /(?<![a-z0-9])answer["'*_`)\]} \t]{0,10}(?:[:=]|\bis\b:?)/g;
const hasLetterOrDigit = /[\p{L}\p{N}]/u;

/**
 * The text after the last non-empty `Answer:` (also "the answer is"), up to the line's end; if nothing
 * does, the next line that has a letter or digit. Linear time.
 * @param text folded, see `foldText`
 * @returns null where there is no such line
 */
export function answerLine(text: string): string | null {
  const ends = Array.from(text.matchAll(marker), (match) => match.index + match[0].length);
  let until = text.length;
  for (const end of ends.reverse()) {
    const line = firstLineWithWords(text.slice(end, until));
    if (line !== null) return line;
    until = end;
  }
  return null;
}

function firstLineWithWords(text: string): string | null {
  const first = text.search(hasLetterOrDigit);
  if (first < 0) return null;
  const lineEnd = text.indexOf('\n', first);
  return text.slice(text.lastIndexOf('\n', first) + 1, lineEnd < 0 ? undefined : lineEnd);
}

const positions: readonly Choice[] = [0, 1, 2];
// "It was not the baker": what comes before an option may reverse it.
const denied =
  / (?:not|no|never|neither|nor|than|unlike|except|instead of|not be|(?:is|was|are|were)nt)(?: the| a| an)? $/;

/** A text as words between single spaces, without case, punctuation and accents of layout; spaces at both ends. */
export function asWords(text: string): string {
  return ` ${foldText(text)
    .replace(/(?<=[\p{L}\p{N}])'(?=[\p{L}\p{N}])/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bcan ?not\b/g, 'cant')
    .trim()} `;
}

/**
 * The option whose text the words say: all of them, or else the only one that occurs within them. An option within a longer one
 * that is also there does not count ("the man" in "the old man").
 * @param words from `asWords`
 * @returns null where there is none, `several` where there are different ones. Linear time.
 */
export function mentionedOption(words: string, options: readonly string[]): Choice | 'several' | null {
  if (words.trim() === '') return null;
  const texts = options.map((option) => withoutArticle(asWords(option)));
  const same = positionsOf(withoutArticle(words), texts);
  return onlyOne(same.length > 0 ? same : positionsWithin(words, texts));
}

function positionsWithin(words: string, texts: readonly string[]): Choice[] {
  const longestFirst = [...new Set(texts)]
    .filter((text) => text.trim() !== '')
    .toSorted((one, other) => other.length - one.length);
  const found: Choice[] = [];
  let rest = words;
  for (const text of longestFirst) {
    const pieces = rest.split(text);
    const befores = pieces.slice(0, -1);
    if (befores.some((before) => !denied.test(`${before.slice(-24)} `)))
      found.push(...positionsOf(text, texts));
    rest = pieces.join(' | ');
  }
  return found;
}

function positionsOf(text: string, texts: readonly string[]): Choice[] {
  return positions.filter((position) => texts[position] === text);
}

function onlyOne(found: readonly Choice[]): Choice | 'several' | null {
  const [first, ...others] = found;
  return others.length > 0 ? 'several' : (first ?? null);
}

function withoutArticle(words: string): string {
  return words.replace(/^ (?:the|a|an) (?=\S)/, ' ');
}
