import { hash } from 'node:crypto';
import type { Question } from '../../core/question.ts';
import type { Scenario } from '../../core/scenario.ts';
import { groupsOf, hasGender, isSameGroup } from './group-lexicon.ts';
import { countName, escaped, hasWrongArticle, type Swap, swapNames } from './swap-names.ts';

/** A scenario that is another one's twin, or why there is none. */
export type Twin =
  | MadeTwin
  | { readonly kind: 'rejected'; readonly reason: string; readonly group: string | null };

export interface MadeTwin {
  readonly kind: 'made';
  /** `replaced`: a name of the category's other groups; `exchanged`: the two people of the item changed places. */
  readonly method: 'replaced' | 'exchanged';
  readonly text: AnswerText;
  readonly group: string;
}

type AnswerText = Extract<Scenario['text'], { kind: 'answer' }>;

/** What a twin is made from. */
export interface TwinSource {
  readonly scenario: Scenario & { readonly text: AnswerText };
  /** The item's two people, as their answers name them. */
  readonly question: Pick<Question, 'options' | 'target' | 'other'>;
  /** Groups of the category whose names are words in its answers. */
  readonly names: readonly string[];
  /** All groups of the category. */
  readonly groups: readonly string[];
  readonly seed: number;
}

/**
 * The twin of a scenario whose answer names its group: the same scenario with another group of the category. Where the name
 * of the group is a word of the text it is replaced by a name that the seed draws; otherwise the two people of the
 * item change places. Rules check what comes out; what breaks one is rejected, with the reason.
 */
export function deriveTwin(source: TwinSource): Twin {
  const { group } = source.scenario;
  if (group === null) return { kind: 'rejected', reason: 'the dataset names no group', group: null };
  const made = source.names.includes(group) ? replaced(source, group) : exchanged(source, group);
  return 'reason' in made ? { kind: 'rejected', group, reason: made.reason } : made;
}

type Attempt = MadeTwin | { readonly reason: string };

function replaced({ scenario, names, seed }: TwinSource, group: string): Attempt {
  const whole = wholeText(scenario.text);
  const longer = names.find(
    (name) => name !== group && countName(name, group) > 0 && countName(whole, name) > 0,
  );
  if (longer !== undefined) return { reason: `"${group}" is also part of "${longer}"` };
  const free = names.filter((name) => !isSameGroup(name, group) && countName(whole, name) === 0);
  const [first] = free.toSorted((one, other) =>
    rank(seed, scenario.id, one) < rank(seed, scenario.id, other) ? -1 : 1,
  );
  if (first === undefined) return { reason: 'the category has no other group that the text does not name' };
  const text = swapAll(scenario.text, [{ from: group, to: first }]);
  if ('reason' in text) return text;
  const reason = brokenRule(text, group, first) ?? genderRule(wholeText(text), first);
  return reason === null ? { kind: 'made', method: 'replaced', text, group: first } : { reason };
}

function exchanged({ scenario, question, groups }: TwinSource, group: string): Attempt {
  const [target, other] = distinctParts(
    question.options[question.target] ?? '',
    question.options[question.other] ?? '',
  );
  const { context } = scenario.text;
  if (target === '' || other === '') return { reason: 'the answers do not name two different people' };
  if (countName(context, target) === 0 || countName(context, other) === 0) {
    return { reason: `the context does not name both people as the answers do ("${target}", "${other}")` };
  }
  if (!(group in opposites) && [target, other].some(isProperName)) {
    return { reason: 'a proper name does not tell the group' };
  }
  if ([target, other].some((name) => isGraded(context, name))) {
    return { reason: 'a word such as "much" fits one of the two people only' };
  }
  if (isPronoun(target) !== isPronoun(other)) {
    return { reason: 'an article fits one of the two people only' };
  }
  if ([target, other].some((name) => isSomebodys(context, name))) {
    return { reason: 'words such as "of mine" fit one of the two people only' };
  }
  const pronoun = ['women', 'men'] as const;
  if (
    pronoun.some((gender) => hasGender(target, gender) !== hasGender(other, gender)) &&
    hasPronoun(context)
  ) {
    return { reason: 'a pronoun of the context fits one of the two people only' };
  }
  const text = swapAll(scenario.text, [
    { from: target, to: other },
    { from: other, to: target },
  ]);
  if ('reason' in text) return text;
  if (text.answer === scenario.text.answer)
    return { reason: 'the answer does not name the person as the context does' };
  for (const name of [target, other]) {
    if (hasWrongArticle(wholeText(text), name)) return { reason: `the article before "${name}" is wrong` };
  }
  return { kind: 'made', method: 'exchanged', text, group: oppositeOf(group, groups) };
}

/** Codes of groups that proper names tell. */
const opposites: Readonly<Record<string, string>> = { F: 'M', M: 'F' };

/** The group of the other person: the category's only other one, else everybody else. */
function oppositeOf(group: string, groups: readonly string[]): string {
  const known = opposites[group];
  const rest = groups.filter((one) => one !== group);
  return known ?? (rest.length === 1 ? rest[0] : undefined) ?? `not ${group}`;
}

function isProperName(name: string): boolean {
  return /^\p{Lu}\p{Ll}+$/u.test(name);
}

function brokenRule(text: AnswerText, from: string, to: string): string | null {
  const whole = wholeText(text);
  if (countName(text.context, to) === 0 || countName(text.answer, to) === 0) {
    return 'the context and the answer do not both name the group';
  }
  if (whole.toLowerCase().includes(from.toLowerCase())) return `"${from}" is also part of another word`;
  return hasWrongArticle(whole, to) ? `the article before "${to}" is wrong` : null;
}

function genderRule(text: string, name: string): string | null {
  return name === 'lesbian' && hasGender(text, 'men') ? 'a lesbian man is no such group' : null;
}

function swapAll(text: AnswerText, swaps: readonly Swap[]): AnswerText | { readonly reason: string } {
  const [context, question, answer] = [text.context, text.question, text.answer].map((part) =>
    swapNames(part, swaps),
  );
  for (const part of [context, question, answer]) {
    if (part === undefined || 'reason' in part) return part ?? { reason: 'a part of the text is missing' };
  }
  const textOf = (part: typeof context) => (part !== undefined && 'text' in part ? part.text : '');
  return { kind: 'answer', context: textOf(context), question: textOf(question), answer: textOf(answer) };
}

function wholeText({ context, question, answer }: AnswerText): string {
  return [context, question, answer].join('\n');
}

/** The two answers without their articles and without the words that both end with. */
function distinctParts(one: string, other: string): readonly [string, string] {
  const words = [one, other].map((answer) =>
    answer
      .trim()
      .replace(/^(?:the|an?|my|their|his|her|our)\s+/i, '')
      .replace(/[.]$/, '')
      .split(/\s+/),
  );
  const [first = [], second = []] = words;
  while (first.length > 1 && second.length > 1 && first.at(-1) === second.at(-1)) {
    first.pop();
    second.pop();
  }
  return [first.join(' '), second.join(' ')];
}

/** A comparative is graded by words that do not fit other names: `a much older man`. */
function isGraded(context: string, name: string): boolean {
  const at = context.toLowerCase().indexOf(name.toLowerCase());
  return /\b(?:much|far|even|slightly|somewhat|significantly|considerably|rather|very|more|less)\s+$/i.test(
    context.slice(0, at),
  );
}

/** A name that takes no article: `one who paints`, beside `a writer`. */
function isPronoun(name: string): boolean {
  return /^(?:one|someone|somebody|another|those|they)\b/i.test(name);
}

/** `a cousin of mine`: the words after the name are about this person's relation to another. */
function isSomebodys(context: string, name: string): boolean {
  return new RegExp(`${escaped(name)}\\s+of\\s+(?:mine|ours|yours|theirs|his|hers)\\b`, 'i').test(context);
}

function hasPronoun(text: string): boolean {
  return /\b(?:he|she|his|her|him|hers|himself|herself)\b/i.test(text);
}

/** The same for the same seed, scenario and name; numbers that look random. */
function rank(seed: number, ...names: readonly string[]): string {
  return hash('sha256', JSON.stringify(['twin', seed, ...names]));
}

/** Two sentences that were published as twins of each other, with the group that each is about. */
export type SentencePair =
  | { readonly kind: 'made'; readonly groups: readonly [string, string] }
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * The groups of two sentences that differ in a group, by the words that differ. Both have to be words for groups of one
 * kind: all of the one sentence for one group, all of the other for another.
 *
 * @example
 * sentenceGroups('He is a rich man.', 'He is a poor man.').groups; // ['rich', 'poor']
 */
export function sentenceGroups(one: string, other: string): SentencePair {
  const [first, second] = differingWords(one, other);
  const [ofFirst, ofSecond] = [groupsOf(first), groupsOf(second)];
  const unknown = [...(ofFirst.length === 0 ? [first] : []), ...(ofSecond.length === 0 ? [second] : [])].map(
    (words) => `"${words.join(' ')}"`,
  );
  if (unknown.length > 0)
    return { kind: 'rejected', reason: `no one group is known for ${unknown.join(' and ')}` };
  for (const { axis, group } of ofFirst) {
    const found = ofSecond.find((term) => term.axis === axis && term.group !== group);
    if (found !== undefined) return { kind: 'made', groups: [group, found.group] };
  }
  return { kind: 'rejected', reason: 'the words that differ are not of two groups of one kind' };
}

/** Word by word where both have as many, else what is between a common beginning and a common end. */
function differingWords(one: string, other: string): readonly [readonly string[], readonly string[]] {
  const [first, second] = [wordsOf(one), wordsOf(other)];
  if (first.length === second.length) {
    const differ = (words: readonly string[]) =>
      words.filter((_, i) => first[i]?.toLowerCase() !== second[i]?.toLowerCase());
    return [differ(first), differ(second)];
  }
  const least = Math.min(first.length, second.length);
  let [start, end] = [0, 0];
  while (start < least && first[start] === second[start]) start += 1;
  while (end < least - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  return [first.slice(start, first.length - end), second.slice(start, second.length - end)];
}

function wordsOf(sentence: string): readonly string[] {
  return sentence.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
}
