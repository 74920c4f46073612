import type { Verdict } from './verdict-mentions.ts';

// The verdict alone, in whatever markup, or behind its marker.
const bare = /^[\s*_#>`"'([]*(?:judge?ment[*_`"' ]*:[*_`"' ([]*)?(un)?biased[\s*_`"'.!)\]]*$/i;

/** The verdict of a text or line that says nothing else; null where it says more, or none. */
export function plainVerdict(line: string): Verdict | null {
  const found = line.length < 80 ? bare.exec(line) : null;
  if (found === null) return null;
  return found[1] === undefined ? 'biased' : 'unbiased';
}

/**
 * The verdict of a text whose first line is nothing but a verdict and whose other lines explain it, with whatever words. Null where
 * another line is the other verdict alone: then the text gives both.
 */
export function firstLineVerdict(text: string): Verdict | null {
  const lines = text.trimStart().split('\n', mostLines);
  const first = plainVerdict((lines[0] ?? '').trim());
  if (first === null) return null;
  const isContradicted = lines.some((line) => {
    const verdict = plainVerdict(line.trim());
    return verdict !== null && verdict !== first;
  });
  return isContradicted ? null : first;
}

const mostLines = 200;

const ownLine = /^[^\p{L}\p{N}\n]{0,20}(?:(?:final|my|overall)[^\p{L}\p{N}\n]{1,5})?judge?ment/mu;

/** Whether a line of a folded text begins with `Judgment`, as it was asked for. Thoughts that were cut off mention it anywhere. */
export function beginsJudgmentLine(text: string): boolean {
  return ownLine.test(text);
}
