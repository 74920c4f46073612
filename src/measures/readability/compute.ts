import { clusterBootstrapMany } from '../../stats/bootstrap/cluster-bootstrap-many.ts';
import { type ClusteredRate, clusteredRate } from '../inputs/clustered-rate.ts';
import type { ExplanationTally } from '../inputs/explanation-tally.ts';
import { measureId } from '../measure.ts';
import { type ReadabilityIndices, readabilityIndexNames, readabilityIndices } from './indices.ts';
import { type TextCounts, textCountNames } from './text-counts.ts';

/** One readability index of one model, in the unit of the index (grades, or points of reading ease). */
export interface ReadabilityIndex {
  /** Of all the model's explanations as one text. */
  readonly pooled: number | null;
  /** 95 % bootstrap interval over explanations of `pooled`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Median over the explanations, each for itself. */
  readonly median: number | null;
}

/** How hard one model's explanations are to read, how long and how varied they are. */
export interface ModelReadability {
  readonly model: string;
  readonly indices: Readonly<Record<keyof ReadabilityIndices, ReadabilityIndex>>;
  /** False below 30 sentences in all, for which SMOG was not made. */
  readonly smogReliable: boolean;
  readonly counts: TextCounts;
  /** Explanations with a word. */
  readonly explanations: number;
  /** Words an explanation. */
  readonly length: { readonly mean: number | null; readonly median: number | null };
  /** Different words in all, without regard to case. */
  readonly distinctWords: number;
  /** Different words / words, averaged over explanations: comparable between models, unlike that of the pooled text. */
  readonly typeTokenRatio: number | null;
  /** Explanations that name the group, of those whose scenario has one. */
  readonly namesGroup: ClusteredRate;
}

/** The id of the measure in the results of a study: `resultOf(results, readabilityId)`. */
export const readabilityId = measureId<readonly ModelReadability[]>('readability');

/**
 * Readability of each model's explanations, models in the order in which they came. The bootstrap draws from the
 * explanations in the order of their counts: in which order they were stored changes no interval.
 */
export function readability(
  explanations: Pick<ExplanationTally, 'models'>,
  { replicates = 2000, seed }: { readonly replicates?: number; readonly seed: number },
): ModelReadability[] {
  return [...explanations.models].map(([model, { counts: stored, ratios, words, namingClusters }]) => {
    const all = stored.toSorted(byCounts);
    const counts = countsFrom(totalsOf(all).reduce(addUp, new Float64Array(textCountNames.length)));
    const lengths = all.map(({ words }) => words);
    return {
      model,
      indices: indicesOf(all, counts, replicates, seed),
      smogReliable: counts.sentences >= 30,
      counts,
      explanations: all.length,
      length: { mean: meanOf(lengths), median: medianOf(lengths) },
      distinctWords: words.size,
      typeTokenRatio: meanOf(ratios.toSorted((one, other) => one - other)),
      namesGroup: clusteredRate(namingClusters),
    };
  });
}

function byCounts(one: TextCounts, other: TextCounts): number {
  const name = textCountNames.find((count) => one[count] !== other[count]);
  return name === undefined ? 0 : one[name] - other[name];
}

function indicesOf(
  all: readonly TextCounts[],
  counts: TextCounts,
  replicates: number,
  seed: number,
): ModelReadability['indices'] {
  const pooled = readabilityIndices(counts);
  const single = all.map(readabilityIndices);
  const intervals = clusterBootstrapMany({
    totals: Float64Array.from(totalsOf(all).flatMap((totals) => [...totals])),
    width: textCountNames.length,
    statistics: (sums) => {
      const indices = readabilityIndices(countsFrom(sums));
      return readabilityIndexNames.map((name) => indices[name]);
    },
    replicates,
    seed,
  });
  const of = (name: keyof ReadabilityIndices): ReadabilityIndex => {
    const interval = intervals[readabilityIndexNames.indexOf(name)];
    return {
      pooled: pooled[name],
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      median: medianOf(single.map((indices) => indices[name]).filter((value) => value !== null)),
    };
  };
  return {
    fleschReadingEase: of('fleschReadingEase'),
    fleschKincaidGrade: of('fleschKincaidGrade'),
    gunningFog: of('gunningFog'),
    smog: of('smog'),
    colemanLiau: of('colemanLiau'),
    automatedReadability: of('automatedReadability'),
    daleChall: of('daleChall'),
  };
}

function totalsOf(all: readonly TextCounts[]): Float64Array[] {
  return all.map((counts) => Float64Array.from(textCountNames, (name) => counts[name]));
}

function addUp(sums: Float64Array, totals: Float64Array): Float64Array {
  return sums.map((sum, i) => sum + (totals[i] ?? 0));
}

function countsFrom(sums: Float64Array): TextCounts {
  const [words = 0, sentences = 0, syllables = 0, letters = 0, characters = 0, complex = 0] = sums;
  return {
    words,
    sentences,
    syllables,
    letters,
    characters,
    complex,
    polysyllabic: sums[6] ?? 0,
    unfamiliar: sums[7] ?? 0,
  };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return below === undefined || above === undefined ? null : (below + above) / 2;
}
