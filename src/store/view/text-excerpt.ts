import type { ScenarioText } from '../../core/scenario.ts';

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
