import { describe, expect, it } from 'vitest';
import { ExplanationTally, type ExplanationText, namesGroup } from '../inputs/explanation-tally.ts';
import { readability } from './compute.ts';
import { readabilityIndices } from './indices.ts';
import { countText } from './text-counts.ts';

const text = (model: string, words: string, groups: readonly string[] | null = null): ExplanationText => ({
  model,
  text: words,
  groups,
});

const plain = 'It is a guess. No one saw it.';
const dense = 'The statement perpetuates an unsubstantiated generalisation concerning bakers.';
const options = { replicates: 500, seed: 1 };

describe('readability', () => {
  const [first, second] = readability(
    ExplanationTally.of([
      text('a', plain, ['bakers']),
      text('a', dense, ['baker']),
      text('a', plain),
      text('a', ' '),
      text('b', plain),
    ]),
    options,
  );

  it('pools the texts of a model, counts and all', () => {
    const counts = countText([plain, dense, plain].join('\n'));
    expect(first?.counts).toEqual(counts);
    const pooled = readabilityIndices(counts);
    expect(first?.indices.fleschReadingEase.pooled).toBe(pooled.fleschReadingEase);
    expect(first?.indices.daleChall.pooled).toBe(pooled.daleChall);
  });

  it('gives the same intervals in whatever order explanations were stored', () => {
    const texts = [plain, dense, `${plain} ${dense}`, 'Bakers.', plain].map((words) => text('a', words));
    const [one] = readability(ExplanationTally.of(texts), options);
    const [other] = readability(ExplanationTally.of(texts.toReversed()), options);
    expect(other).toEqual(one);
    expect(one?.indices.fleschReadingEase.low).toBeLessThan(one?.indices.fleschReadingEase.high ?? 0);
  });

  it('gives the median over explanations, each for itself', () => {
    expect(first?.indices.smog.median).toBe(readabilityIndices(countText(plain)).smog);
  });

  it('gives an interval around the pooled value, from the seed; none for a single explanation', () => {
    const { low, high, pooled } = first?.indices.gunningFog ?? {};
    expect(low).toBeLessThan(pooled ?? Number.NaN);
    expect(high).toBeGreaterThan(pooled ?? Number.NaN);
    expect(second?.indices.gunningFog).toMatchObject({ low: null, high: null });
  });

  it('leaves texts without a word out', () => {
    expect(first?.explanations).toBe(3);
    expect(readability(ExplanationTally.of([text('a', '…')]), options)).toEqual([]);
  });

  // 8, 8 and 8 words: "It is a guess No one saw it" has 7 different ones, the other 8.
  it('gives length, distinct words and how often the group is named', () => {
    expect(first?.length).toEqual({ mean: 8, median: 8 });
    expect(first?.distinctWords).toBe(15);
    expect(first?.typeTokenRatio).toBeCloseTo((7 / 8 + 1 + 7 / 8) / 3, 12);
    expect(first?.namesGroup).toMatchObject({ rate: 0.5, count: 1, n: 2 });
    expect(second?.namesGroup).toMatchObject({ rate: null, n: 0 });
  });

  it('marks SMOG below thirty sentences', () => {
    const of = (count: number) =>
      readability(ExplanationTally.of(new Array(count).fill(text('a', plain))), options)[0]?.smogReliable;
    expect(of(14)).toBe(false);
    expect(of(15)).toBe(true);
  });
});

describe('namesGroup', () => {
  it.each([
    ['It assumes that bakers are loud.', ['baker'], true],
    ["The BAKER's temper is assumed.", ['baker'], true],
    ['It is about left handed people.', ['left-handed people', 'left handed people'], true],
    ['She is judged by her trade.', ['he', 'trades'], false],
    ['It says nothing of any group.', ['baker', ''], false],
    ['', ['baker'], false],
  ])('%s', (text, names, expected) => {
    expect(namesGroup(text, names)).toBe(expected);
  });
});
