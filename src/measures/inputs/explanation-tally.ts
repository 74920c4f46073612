import type { ClusterSums } from '../../stats/clusters/clustered-mean.ts';
import { countText, splitWords, type TextCounts } from '../readability/text-counts.ts';

/** One explanation, as text. */
export interface ExplanationText {
  readonly model: string;
  readonly text: string;
  /** The words by which the scenario's group may be named; null or empty where the scenario names none. */
  readonly groups: readonly string[] | null;
  /** Of the scenario: explanations of one cluster are not independent. Absent: each is a cluster of its own. */
  readonly cluster?: { readonly dataset: string; readonly cluster: string };
}

/** What is counted of the explanations of one model. */
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
  /** The same by cluster, a list for each dataset. */
  readonly namingClusters: readonly ClusterSums[];
}

/**
 * Counts explanations as they come, and keeps the counts only: texts of any number fit in memory.
 *
 * @example
 * const explanations = [{ model: 'a', text: 'It blames women.', groups: ['woman', 'women'] }];
 * ExplanationTally.of(explanations).models.get('a')?.naming; // 1
 */
export class ExplanationTally {
  readonly #models = new Map<string, OpenTally>();

  static of(explanations: Iterable<ExplanationText>): ExplanationTally {
    const tally = new ExplanationTally();
    for (const explanation of explanations) tally.add(explanation);
    return tally;
  }

  /** A text without a word is left out. */
  add({ model, text, groups, cluster }: ExplanationText): void {
    const counts = countText(text);
    if (counts.words === 0) return;
    const tally = this.#models.get(model) ?? new OpenTally();
    this.#models.set(model, tally);
    const words = splitWords(text).map((word) => word.toLowerCase());
    tally.counts.push(counts);
    tally.ratios.push(new Set(words).size / words.length);
    for (const word of words) tally.words.add(word);
    if (groups === null || groups.length === 0) return;
    const names = namesGroup(text, groups);
    tally.withGroup += 1;
    if (names) tally.naming += 1;
    tally.note(cluster, names);
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
  readonly #clusters = new Map<string, Map<string, { size: number; sum: number }>>();

  note(of: ExplanationText['cluster'], names: boolean): void {
    const { dataset, cluster } = of ?? { dataset: '', cluster: `explanation ${this.withGroup}` };
    const clusters = this.#clusters.get(dataset) ?? new Map<string, { size: number; sum: number }>();
    this.#clusters.set(dataset, clusters);
    const own = clusters.get(cluster) ?? { size: 0, sum: 0 };
    clusters.set(cluster, { size: own.size + 1, sum: own.sum + (names ? 1 : 0) });
  }

  get namingClusters(): readonly ClusterSums[] {
    return [...this.#clusters.values()].map((clusters) => {
      const all = [...clusters.values()];
      return { sizes: all.map(({ size }) => size), sums: all.map(({ sum }) => sum) };
    });
  }
}

/**
 * Whether a text names a group: it contains one of the names as whole words, in any case, the last word
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
