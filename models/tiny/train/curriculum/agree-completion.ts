import type { Dice } from '../dice.ts';

/** How somebody's explanation stands to the text that it is about. */
export type Reading =
  | { readonly kind: 'right'; readonly people: string }
  | { readonly kind: 'wrong-group'; readonly people: string; readonly named: string }
  | { readonly kind: 'wrong-claim'; readonly people: string }
  | { readonly kind: 'empty'; readonly people: string };

const rightReasons = [
  'It names the group.',
  'The claim is true.',
  'It says what is assumed.',
  'It fits the text.',
];
const wrongReasons = {
  'wrong-group': ['It names another group.', 'The text is not about them.'],
  'wrong-claim': ['The text does not say that.', 'It gives a wrong reason.'],
  empty: ['It names no group.', 'It does not say what is biased.'],
};

/**
 * The fixed pieces of a rater's answer, each of which becomes one token: what is between them are the groups. The full stop
 * belongs to the piece behind it, as a full stop of its own ends an explanation, and the answer is not to end there.
 */
export const readingPhrases: readonly string[] = [
  '{"thought":"The text judges',
  '. The explanation names',
  '. The explanation says something that is not in the text.',
  '. The explanation is about no group.',
  '. That is true.',
  '. That is another group.',
  '","summary":"It says that',
  '","summary":"It says nothing about a group',
  '.","judgment":"AGREE","arguments":["',
  '.","judgment":"DISAGREE","arguments":["',
  ...[...rightReasons, ...Object.values(wrongReasons).flat()].map((reason) => `${reason}"]}`),
];

/** A rater's answer as the JSON object that is asked for, kept short. */
export function agreeCompletion(reading: Reading, dice: Dice): string {
  const answer = {
    thought: thoughtOf(reading),
    summary: summaryOf(reading),
    judgment: reading.kind === 'right' ? 'AGREE' : 'DISAGREE',
    arguments: [dice.pick(reading.kind === 'right' ? rightReasons : wrongReasons[reading.kind])],
  };
  return JSON.stringify(answer);
}

function thoughtOf(reading: Reading): string {
  const about = `The text judges ${reading.people}.`;
  switch (reading.kind) {
    case 'right':
      return `${about} The explanation names ${reading.people}. That is true.`;
    case 'wrong-group':
      return `${about} The explanation names ${reading.named}. That is another group.`;
    case 'wrong-claim':
      return `${about} The explanation says something that is not in the text.`;
    case 'empty':
      return `${about} The explanation is about no group.`;
  }
}

function summaryOf(reading: Reading): string {
  switch (reading.kind) {
    case 'right':
    case 'wrong-claim':
      return `It says that ${reading.people} are judged.`;
    case 'wrong-group':
      return `It says that ${reading.named} are judged.`;
    case 'empty':
      return 'It says nothing about a group.';
  }
}
