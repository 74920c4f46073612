import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readabilityIndices } from './indices.ts';
import type { TextCounts } from './text-counts.ts';

/** The formulas as docs/metrics/readability.md gives them, independent of the packages. */
function byFormula(counts: TextCounts) {
  const {
    words: w,
    sentences: s,
    syllables,
    letters,
    characters,
    complex,
    polysyllabic,
    unfamiliar,
  } = counts;
  const pdw = (100 * unfamiliar) / w;
  return {
    fleschReadingEase: 206.835 - (1.015 * w) / s - (84.6 * syllables) / w,
    fleschKincaidGrade: (0.39 * w) / s + (11.8 * syllables) / w - 15.59,
    gunningFog: 0.4 * (w / s + (100 * complex) / w),
    smog: 1.043 * Math.sqrt((30 * polysyllabic) / s) + 3.1291,
    colemanLiau: 0.0588 * ((100 * letters) / w) - 0.296 * ((100 * s) / w) - 15.8,
    automatedReadability: (4.71 * characters) / w + (0.5 * w) / s - 21.43,
    daleChall: 0.1579 * pdw + (0.0496 * w) / s + (pdw > 5 ? 3.6365 : 0),
  };
}

describe('readabilityIndices', () => {
  // 100 words in 5 sentences, 150 syllables, 450 letters and 2 digits, 10 complex, 12 polysyllabic, 20 unfamiliar.
  it('gives the worked numbers', () => {
    const indices = readabilityIndices({
      words: 100,
      sentences: 5,
      syllables: 150,
      letters: 450,
      characters: 452,
      complex: 10,
      polysyllabic: 12,
      unfamiliar: 20,
    });
    expect(indices.fleschReadingEase).toBeCloseTo(206.835 - 20.3 - 126.9, 10);
    expect(indices.fleschKincaidGrade).toBeCloseTo(7.8 + 17.7 - 15.59, 10);
    expect(indices.gunningFog).toBeCloseTo(12, 10);
    expect(indices.smog).toBeCloseTo(1.043 * Math.sqrt(72) + 3.1291, 10);
    expect(indices.colemanLiau).toBeCloseTo(26.46 - 1.48 - 15.8, 10);
    expect(indices.automatedReadability).toBeCloseTo(21.2892 + 10 - 21.43, 4);
    expect(indices.daleChall).toBeCloseTo(3.158 + 0.992 + 3.6365, 10);
  });

  it('agrees with the formulas for any counts', () => {
    const below = (most: number) => fc.integer({ min: 1, max: most });
    const counts = fc
      .tuple(below(300), below(60), below(900), below(2000), below(2000), below(100), below(100), below(100))
      .map(([more, sentences, syllables, letters, characters, complex, polysyllabic, unfamiliar]) => ({
        words: sentences + more,
        sentences,
        syllables,
        letters,
        characters,
        complex,
        polysyllabic,
        unfamiliar,
      }));
    fc.assert(
      fc.property(counts, (drawn) => {
        for (const [name, value] of Object.entries(byFormula(drawn))) {
          expect(readabilityIndices(drawn)).toHaveProperty(name, expect.closeTo(value, 8));
        }
      }),
    );
  });

  // 3 of 60 words are exactly 5 %.
  it('adds the Dale-Chall constant only above five per cent', () => {
    const counts = { words: 60, sentences: 4, syllables: 80, letters: 240, characters: 240 };
    const rest = { complex: 0, polysyllabic: 0 };
    expect(readabilityIndices({ ...counts, ...rest, unfamiliar: 3 }).daleChall).toBeCloseTo(
      0.7895 + 0.744,
      10,
    );
    expect(readabilityIndices({ ...counts, ...rest, unfamiliar: 4 }).daleChall).toBeGreaterThan(3.6365);
  });

  it('is undefined without words', () => {
    const none = { words: 0, sentences: 0, syllables: 0, letters: 0, characters: 0 };
    const indices = readabilityIndices({ ...none, complex: 0, polysyllabic: 0, unfamiliar: 0 });
    expect(new Set(Object.values(indices))).toEqual(new Set([null]));
  });
});
