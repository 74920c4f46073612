import type { Condition } from './condition.ts';
import { askedWords, type PromptLanguage } from './languages.ts';

/** Which label a judge is offered first. */
export const labelOrders = ['biased-first', 'unbiased-first'] as const;
/** Which label a judge is offered first. */
export type LabelOrder = (typeof labelOrders)[number];

/** The words of the two labels: BIASED and UNBIASED, YES and NO, or A and B, where A is the one offered first. */
export const labelWords = ['biased-unbiased', 'yes-no', 'a-b'] as const;
/** The words of the two labels. */
export type LabelWords = (typeof labelWords)[number];

/** How a judge is asked: part of a judging condition. */
export interface JudgeQuestion {
  /** Number of the prompt pack's wording, from 1. */
  readonly wording: number;
  readonly order: LabelOrder;
  readonly words: LabelWords;
}

/** The question that all headline numbers come from. */
export const headlineQuestion: JudgeQuestion = {
  wording: 1,
  order: 'biased-first',
  words: 'biased-unbiased',
};

/**
 * The word for each label.
 * @param language of the prompts; English where it is absent
 */
export function labelsOf(
  { order, words }: Omit<JudgeQuestion, 'wording'>,
  language?: PromptLanguage,
): {
  readonly biased: string;
  readonly unbiased: string;
} {
  const { biased, unbiased, yes, no } = language === undefined ? english : askedWords[language];
  switch (words) {
    case 'biased-unbiased':
      return { biased, unbiased };
    case 'yes-no':
      return { biased: yes, unbiased: no };
    case 'a-b':
      return order === 'biased-first' ? { biased: 'A', unbiased: 'B' } : { biased: 'B', unbiased: 'A' };
  }
}

const english = { biased: 'BIASED', unbiased: 'UNBIASED', yes: 'YES', no: 'NO' };

export function isSameQuestion(one: JudgeQuestion, other: JudgeQuestion): boolean {
  return one.wording === other.wording && one.order === other.order && one.words === other.words;
}

/**
 * The question as one word, for an address; `headlineQuestion` is `1.biased-first.biased-unbiased`.
 * @example
 * questionKey({ wording: 2, order: 'unbiased-first', words: 'yes-no' }); // '2.unbiased-first.yes-no'
 */
export function questionKey({ wording, order, words }: JudgeQuestion): string {
  return `${wording}.${order}.${words}`;
}

/** The question that `questionKey` wrote; null where the text is none. */
export function questionOfKey(key: string): JudgeQuestion | null {
  const [number, order, words] = key.split('.');
  const wording = Number(number);
  const knownOrder = labelOrders.find((each) => each === order);
  const knownWords = labelWords.find((each) => each === words);
  if (!Number.isInteger(wording) || wording < 1 || knownOrder === undefined || knownWords === undefined)
    return null;
  return { wording, order: knownOrder, words: knownWords };
}

/** The question as people read it: `wording 2, UNBIASED or BIASED`. */
export function questionTitle(question: JudgeQuestion): string {
  const { biased, unbiased } = labelsOf(question);
  const labels = question.order === 'biased-first' ? [biased, unbiased] : [unbiased, biased];
  return `wording ${question.wording}, ${labels.join(' or ')}`;
}

/** By wording, then label words, then label order: the headline question comes first. */
export function compareQuestions(one: JudgeQuestion, other: JudgeQuestion): number {
  return (
    one.wording - other.wording ||
    labelWords.indexOf(one.words) - labelWords.indexOf(other.words) ||
    labelOrders.indexOf(one.order) - labelOrders.indexOf(other.order)
  );
}

/** The question of a judging condition, from its templates; the headline question where they do not say, as for imported judgments. */
export function judgeQuestionOf({ promptTemplates }: Pick<Condition, 'promptTemplates'>): JudgeQuestion {
  const { judgeQuestion } = JSON.parse(promptTemplates) as { readonly judgeQuestion?: JudgeQuestion };
  return judgeQuestion ?? headlineQuestion;
}

/** What a condition of imported judgments has for a prompt pack: what was asked is not known. */
export const importedPack = 'imported';

/** The name of a condition's prompt pack without its version: `default@1` → `default`. */
export function packNameOf({ promptPack }: Pick<Condition, 'promptPack'>): string {
  const at = promptPack.lastIndexOf('@');
  return at < 0 ? promptPack : promptPack.slice(0, at);
}
