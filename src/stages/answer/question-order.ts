import { hash } from 'node:crypto';

/** Which of a question's options is shown first, second and third. */
export type OptionOrder = readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];

const orders: readonly [OptionOrder, ...OptionOrder[]] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/**
 * The order in which a question's options are shown: one of the six, the same for the same seed and question
 * whatever else is asked, each as often as the others over many questions.
 */
export function optionOrder(seed: number, questionId: string): OptionOrder {
  // 48 bits: the six orders differ in their chance by less than 1e-13.
  const number = Number.parseInt(hash('sha256', `${seed} ${questionId}`, 'hex').slice(0, 12), 16);
  return orders[number % orders.length] ?? orders[0];
}

/** The texts of a question's options in the order in which they are shown. */
export function shownOptions(
  seed: number,
  { id, options }: { readonly id: string; readonly options: readonly [string, string, string] },
): readonly [string, string, string] {
  const [first, second, third] = optionOrder(seed, id);
  return [options[first], options[second], options[third]];
}
