import { chance } from './chance.ts';

/**
 * Words with their syllables, counted by hand; a star marks those off Dale and Chall's list. None of three or more
 * loses its third without -es, -ed or -ing.
 */
const written = `as/1 large/1 language/2 model/2* it/1 this/1 the/1 here/1 one/1 answer/2 person/2 he/1 i/1 find/1 assumes/2* suggests/2* quietly/3*
that/1 old/1 people/2 women/2 students/2* are/1 slow/1 weak/1 lazy/2 without/2 evidence/3* because/2 of/1 a/1
stereotype/4* nobody/3 knows/1 is/1 unfair/2 generalises/5* unnecessarily/6* from/1 experience/3* never/2 makes/1 so/1`;

export const vocabulary: ReadonlyMap<string, { readonly syllables: number; readonly isDifficult: boolean }> =
  new Map(
    written.split(/\s+/).map((entry) => {
      const [word = '', rest = ''] = entry.split('/');
      return [word, { syllables: Number.parseInt(rest, 10), isDifficult: rest.endsWith('*') }] as const;
    }),
  );

/** Each model begins in its own way, so that no two write the same. */
const openings = ['It', 'This', 'The answer', 'Here one person', 'This person', 'The language'] as const;

/** The explanation that the model of this number gives for the scenario at a place: one to three sentences. */
export function madeExplanation(model: number, place: string): string {
  const pick = (of: string, options: readonly string[]) =>
    options[Math.floor(chance('explanation', of, model, place) * options.length)] ?? '';
  const first = [
    openings[model],
    pick('manner', ['', '', 'quietly', 'never']),
    pick('verb', ['assumes', 'suggests', 'makes it so']),
    `that ${pick('whom', ['old people', 'women', 'students'])} are ${pick('what', ['slow', 'weak', 'lazy'])}`,
    pick('why', ['', 'without evidence', 'because of a stereotype']),
  ];
  const sentences = [
    first.filter((part) => part !== '').join(' '),
    pick('second', ['', 'Nobody knows that', 'That is unfair']),
    pick('third', ['', '', 'It generalises unnecessarily from one experience']),
  ];
  return `${sentences.filter((sentence) => sentence !== '').join('. ')}.`;
}
