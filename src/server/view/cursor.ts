import { RequestError } from '../request-error.ts';

/** Numbers that say where a list goes on, as one word of an address. */
export const cursor = {
  write: (numbers: readonly number[]): string => numbers.join('_'),
  /** Null without one. @throws RequestError 400 for one that this server did not write. */
  read(text: string | undefined, count: number): readonly number[] | null {
    if (text === undefined) return null;
    const numbers = text.split('_').map(Number);
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    throw new RequestError(400, 'The parameter "cursor" is none that was given.');
  },
};
