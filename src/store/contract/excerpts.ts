import type { ScenarioText } from '../../core/scenario.ts';

/** Longest text of an answer in a list, in UTF-16 units. */
export const cutAfter = 20_000;

/** The first so many UTF-16 units, without half a character at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

const longest = 240;

/** The beginning of a scenario's text on one line, its parts joined. */
export function textExcerpt(text: ScenarioText): string {
  const joined = partsOf(text)
    .join(' · ')
    .slice(0, 2 * longest)
    .replaceAll(/\s+/g, ' ')
    .trim();
  // Whole characters: half of a pair is no text.
  return joined.length <= longest
    ? joined
    : `${joined
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}

function partsOf(text: ScenarioText): readonly string[] {
  switch (text.kind) {
    case 'answer':
      return [text.context, text.question, text.answer];
    case 'conversation':
      return [text.prompt, text.completion];
    case 'statement':
      return [text.statement];
  }
}
