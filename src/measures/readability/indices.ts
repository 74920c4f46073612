import { automatedReadability } from 'automated-readability';
import { colemanLiau } from 'coleman-liau';
import { daleChallFormula } from 'dale-chall-formula';
import { flesch } from 'flesch';
import { fleschKincaid } from 'flesch-kincaid';
import { gunningFog } from 'gunning-fog';
import { smogFormula } from 'smog-formula';
import type { TextCounts } from './text-counts.ts';

export const readabilityIndexNames = [
  'fleschReadingEase',
  'fleschKincaidGrade',
  'gunningFog',
  'smog',
  'colemanLiau',
  'automatedReadability',
  'daleChall',
] as const;

/** Reading ease: higher is easier. All others: higher is harder, in school grades or near them. Null without a word. */
export type ReadabilityIndices = Readonly<Record<(typeof readabilityIndexNames)[number], number | null>>;

/**
 * The seven indices, W words, S sentences:
 * Flesch reading ease 206.835 - 1.015 W/S - 84.6 syllables/W; Flesch-Kincaid 0.39 W/S + 11.8 syllables/W - 15.59;
 * Gunning fog 0.4 (W/S + 100 complex/W); SMOG 1.043 sqrt(30 polysyllabic/S) + 3.1291;
 * Coleman-Liau 0.0588 · 100 letters/W - 0.296 · 100 S/W - 15.8; ARI 4.71 characters/W + 0.5 W/S - 21.43;
 * Dale-Chall 0.1579 · pdw + 0.0496 W/S, plus 3.6365 if pdw > 5, pdw the per cent of unfamiliar words.
 *
 * Source: Flesch (1948); Kincaid et al. (1975); Gunning (1952); McLaughlin (1969); Coleman and Liau (1975);
 * Smith and Senter (1967); Dale and Chall (1948).
 */
export function readabilityIndices(counts: TextCounts): ReadabilityIndices {
  const { words, sentences, syllables, letters, characters, complex, polysyllabic, unfamiliar } = counts;
  const size = { word: words, sentence: sentences };
  return {
    fleschReadingEase: defined(flesch({ ...size, syllable: syllables })),
    fleschKincaidGrade: defined(fleschKincaid({ ...size, syllable: syllables })),
    gunningFog: defined(gunningFog({ ...size, complexPolysillabicWord: complex })),
    smog: words === 0 ? null : defined(smogFormula({ sentence: sentences, polysillabicWord: polysyllabic })),
    colemanLiau: defined(colemanLiau({ ...size, letter: letters })),
    automatedReadability: defined(automatedReadability({ ...size, character: characters })),
    daleChall: defined(daleChallFormula({ ...size, difficultWord: unfamiliar })),
  };
}

/** The packages say NaN where there is nothing to count. */
function defined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
