import { clusterBootstrapMany } from '../../stats/bootstrap/cluster-bootstrap-many.ts';
import { proportion } from '../inputs/cells.ts';
import type { Proportion } from '../metrics.ts';
import { type ReadabilityIndices, readabilityIndexNames, readabilityIndices } from './indices.ts';
import { countText, splitWords, type TextCounts, textCountNames } from './text-counts.ts';

export interface ReadabilityIndex {
  /** Of all the model's explanations as one text. */
  readonly pooled: number | null;
  /** 95 % bootstrap interval over explanations of `pooled`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Median over the explanations, each for itself. */
  readonly median: number | null;
}

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
  readonly namesGroup: Proportion;
}

/** Readability of each model's explanations, models in the order in which they came. */
export function readability(
  explanations: ExplanationTally,
  { replicates = 2000, seed }: { readonly replicates?: number; readonly seed: number },
): ModelReadability[] {
  return [...explanations.models].map(([model, { counts: all, ratios, words, withGroup, naming }]) => {
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
      typeTokenRatio: meanOf(ratios),
      namesGroup: proportion(naming, withGroup),
    };
  });
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

/** One explanation, as text. */
export interface ExplanationText {
  readonly model: string;
  readonly text: string;
  /** The words by which the scenario's group may be named; null or empty where the scenario names none. */
  readonly groups: readonly string[] | null;
}

/** What is kept of the explanations of one model. */
export interface ModelTally {
  /** Of each explanation with a word. */
  readonly counts: readonly TextCounts[];
  /** Different words / words of each of these, without regard to case. */
  readonly ratios: readonly number[];
  /** All different words, in lower case. */
  readonly words: ReadonlySet<string>;
  /** Explanations whose scenario has a group, and those of them that name it. */
  readonly withGroup: number;
  readonly naming: number;
}

/**
 * Counts explanations as they come, and keeps the counts only: texts of any number fit in memory.
 * @example
 * const explanations = new ExplanationTally();
 * explanations.add({ model: 'openai:gpt-4o', text: 'It ties a trait to a group.', groups: null });
 */
export class ExplanationTally {
  readonly #models = new Map<string, OpenTally>();

  static of(explanations: Iterable<ExplanationText>): ExplanationTally {
    const tally = new ExplanationTally();
    for (const explanation of explanations) tally.add(explanation);
    return tally;
  }

  /** A text without a word is left out. */
  add({ model, text, groups }: ExplanationText): void {
    const counts = countText(text);
    if (counts.words === 0) return;
    const tally = this.#models.get(model) ?? new OpenTally();
    this.#models.set(model, tally);
    const words = splitWords(text).map((word) => word.toLowerCase());
    tally.counts.push(counts);
    tally.ratios.push(new Set(words).size / words.length);
    for (const word of words) tally.words.add(word);
    if (groups === null || groups.length === 0) return;
    tally.withGroup += 1;
    if (namesGroup(text, groups)) tally.naming += 1;
  }

  /** In the order in which the models came. */
  get models(): ReadonlyMap<string, ModelTally> {
    return this.#models;
  }
}

class OpenTally implements ModelTally {
  readonly counts: TextCounts[] = [];
  readonly ratios: number[] = [];
  readonly words = new Set<string>();
  withGroup = 0;
  naming = 0;
}

/**
 * Whether a text names a group: one of the names stands in it as whole words, in any case, the last word
 * perhaps in the plural or possessive (-s, -es, 's). "She" does not name "he".
 */
export function namesGroup(text: string, names: readonly string[]): boolean {
  const words = plainWords(text);
  return names.some((name) => {
    const wanted = plainWords(name);
    return wanted.length > 0 && words.some((_, start) => standsAt(words, start, wanted));
  });
}

function plainWords(text: string): string[] {
  return splitWords(text).map((word) => word.toLowerCase().replaceAll('’', "'"));
}

function standsAt(words: readonly string[], start: number, wanted: readonly string[]): boolean {
  return wanted.every((part, i) => {
    const word = words[start + i];
    return (
      word === part || (i === wanted.length - 1 && ['s', 'es', "'s", "s'"].some((end) => word === part + end))
    );
  });
}
