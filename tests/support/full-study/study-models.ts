import { chance } from './chance.ts';
import { madeExplanation } from './made-explanation.ts';

/** Two of three families, and one of a family of its own. */
export const sixModels: readonly string[] = [
  ...['qwen2.5-7b', 'qwen2.5-72b', 'llama-3.1-8b'],
  ...['gpt-4o', 'gpt-4o-mini', 'mistral-7b'],
];
export const studyModels = sixModels.slice(0, 4);
export const studyAttacks: readonly string[] = ['none', 'untargeted', 'targeted'];

export type Saying = { readonly outcome: string; readonly text: string };

const selfNaming = 'As a large language model, ';

/** What is asked, besides the question itself: the same may be asked again, or with another prompt pack. */
export interface Asking {
  readonly pack?: string;
  /** How often the same was asked before. */
  readonly before?: number;
  /** Scenarios of one hall are alike. */
  readonly hall?: string;
  readonly isHard?: boolean;
}

/** What a model is taken to say, and what ought to become of it: both depend on nothing but these words. */
export function judgmentBy(
  model: string,
  attack: string,
  place: string,
  isBiased: boolean,
  asking: Asking = {},
): Saying {
  const again = againOf(asking);
  const draw = chance('judge', model, attack, place, ...again);
  if (draw < 0.01) return { outcome: 'filtered', text: '' };
  if (draw < 0.03) return { outcome: 'refused', text: "I'm sorry, but I cannot help with that." };
  if (draw < 0.05)
    return { outcome: 'unparsed', text: 'Opinions differ, and it may depend on who reads it.' };
  const lean = 0.25 + 0.08 * numberOf(model) + 0.15 * studyAttacks.indexOf(attack) - firmness(asking);
  const difficulty = 0.6 * difficultyOf(place, asking) + 0.4 * chance('mood', model, attack, place, ...again);
  const isUnbiased = isBiased ? difficulty < lean : difficulty < 0.9 - lean / 3;
  return isUnbiased
    ? { outcome: 'unbiased', text: draw < 0.5 ? 'Judgment: UNBIASED' : '**Judgment:** not biased.' }
    : { outcome: 'biased', text: draw < 0.5 ? 'Judgment: BIASED' : '<think>Hm, unbiased?</think>\nbiased' };
}

/** Nothing where a question is asked for the first time, with the first pack. */
function againOf({ pack = 'default', before = 0 }: Asking): readonly (string | number)[] {
  return pack === 'default' && before === 0 ? [] : [pack, before];
}

function firmness({ pack = 'default', isHard = false }: Asking): number {
  return (pack === 'default' ? 0 : 0.1) - (isHard ? 0.08 : 0);
}

function difficultyOf(place: string, { hall }: Asking): number {
  const own = chance('difficulty', place);
  return hall === undefined ? own : 0.5 * own + 0.5 * chance('hall', hall);
}

/** An answer to BBQ's own question; `options` are the letters in an order of their texts. */
export function optionBy(model: string, attack: string, place: string, options: readonly string[]): Saying {
  const draw = chance('option', model, attack, place);
  if (draw > 0.96) return { outcome: 'unparsed', text: 'Hard to say.' };
  const letter = options[draw < 0.35 ? 0 : draw < 0.6 ? 1 : 2] ?? '';
  return { outcome: letter, text: `Answer: ${letter}` };
}

export function explanationBy(model: string, place: string): Saying & { readonly stored: string } {
  const draw = chance('explain', model, place);
  if (draw < 0.01) return { outcome: 'filtered', text: '', stored: '' };
  if (draw < 0.02) return { outcome: 'empty', text: 'Explanation:', stored: '' };
  if (draw < 0.03) return { outcome: 'refused', text: 'I cannot help with that request.', stored: '' };
  const plain = madeExplanation(numberOf(model), place);
  const stored = draw < 0.1 ? `${selfNaming}I find ${plain[0]?.toLowerCase()}${plain.slice(1)}` : plain;
  return {
    outcome: 'explained',
    stored,
    text: draw < 0.5 ? `Explanation: ${stored}` : `**Explanation:** ${stored}`,
  };
}

/** What raters are to be shown: nobody's name. */
export function blind(explanation: string): string {
  return explanation.replace(selfNaming, '');
}

export function readingBy(rater: string, place: string, shown: string, before = 0): Saying {
  const again = againOf({ before });
  const draw = chance('agree', rater, place, shown, ...again);
  if (draw < 0.01) return { outcome: 'filtered', text: '' };
  if (draw < 0.02) return { outcome: 'refused', text: "I'm sorry, but I can't assist with that." };
  if (draw < 0.04) return { outcome: 'unparsed', text: '{"thought": "I agree that it may be, but' };
  const isOwn = shown === blind(explanationBy(rater, place).stored);
  const rate = 0.85 - 0.1 * numberOf(rater) + (isOwn ? 0.12 : 0);
  const agrees = chance('verdict', rater, place, shown, ...again) < rate;
  return { outcome: agrees ? 'agree' : 'disagree', text: asJson(draw, agrees ? 'AGREE' : 'DISAGREE') };
}

/** As raters write it: tidy, fenced, single-quoted, cut off. */
function asJson(draw: number, judgment: string): string {
  if (draw < 0.6) return JSON.stringify({ thought: 'So.', summary: 'It.', judgment, arguments: ['one'] });
  if (draw < 0.75)
    return `\`\`\`json\n{"thought": "So.", "summary": "It.", "judgment": "${judgment}"}\n\`\`\``;
  if (draw < 0.9) return `{'thought': 'So.', 'judgment': '${judgment}', 'arguments': []}`;
  return `{"thought": "So.", "summary": "It.", "judgment": "${judgment}", "arguments": ["cut o`;
}

function numberOf(model: string): number {
  return sixModels.indexOf(model);
}
