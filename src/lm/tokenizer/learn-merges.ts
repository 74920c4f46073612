/** Words as sequences of token ids, each with how often it occurs. */
export interface CountedWords {
  readonly words: number[][];
  readonly counts: readonly number[];
}

interface MergeRules {
  /** Whether there is room for another token. */
  hasRoom(): boolean;
  /** Called with each pair, the most frequent first: returns the id of the merged token, or null to leave the pair apart. */
  merge(left: number, right: number): number | null;
  /** Pairs that are rarer are not merged. */
  readonly leastCount: number;
}

/**
 * Byte-pair encoding's training: merges the most frequent pair of neighbours everywhere, again and again; of pairs that
 * are equally frequent, the one of the smaller ids. `words` is changed. Counts are updated as words change, and only
 * words with the pair are visited.
 * Source: Sennrich, Haddow and Birch (2016), algorithm 1; order of ties as in the library "tokenizers".
 */
export function learnMerges(counted: CountedWords, rules: MergeRules): void {
  const pairs = countPairs(counted);
  const queue = new PairQueue();
  for (const [key, { count }] of pairs) queue.push(key, count);
  while (rules.hasRoom()) {
    const top = queue.pop();
    if (top === undefined) return;
    const pair = pairs.get(top.key);
    if (pair === undefined || pair.count < rules.leastCount) continue;
    if (pair.count !== top.count) {
      // The count fell since it was queued. One that rises is queued again when it does.
      if (pair.count < top.count) queue.push(top.key, pair.count);
      continue;
    }
    const [left, right] = [Math.floor(top.key / radix), top.key % radix];
    const merged = rules.merge(left, right);
    if (merged !== null) {
      for (const key of mergeEverywhere(counted, pairs, { left, right, merged, pair })) {
        queue.push(key, pairs.get(key)?.count ?? 0);
      }
    }
    // Merged it occurs no more, left apart it is not asked for again.
    pair.count = Number.NEGATIVE_INFINITY;
    pair.words.length = 0;
  }
}

// Keys stay exact whole numbers: ids are below 2^26.
const radix = 2 ** 26;

interface Pair {
  count: number;
  /** Indexes of the words that have or had the pair; some more than once. */
  readonly words: number[];
}

function countPairs({ words, counts }: CountedWords): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  for (const [index, word] of words.entries()) {
    for (let i = 0; i + 1 < word.length; i += 1) {
      add(pairs, word[i] ?? 0, word[i + 1] ?? 0, counts[index] ?? 0, index);
    }
  }
  return pairs;
}

/** Adds to a pair's count; gives its key. */
function add(pairs: Map<number, Pair>, left: number, right: number, count: number, word: number): number {
  const key = left * radix + right;
  const pair = pairs.get(key);
  if (pair === undefined) {
    pairs.set(key, { count, words: [word] });
    return key;
  }
  pair.count += count;
  if (count > 0 && pair.words.at(-1) !== word) pair.words.push(word);
  return key;
}

interface Merge {
  readonly left: number;
  readonly right: number;
  readonly merged: number;
  readonly pair: Pair;
}

/** Merges a pair in every word that has it; gives the keys of pairs that became more frequent. */
function mergeEverywhere(
  { words, counts }: CountedWords,
  pairs: Map<number, Pair>,
  { left, right, merged, pair }: Merge,
): ReadonlySet<number> {
  const risen = new Set<number>();
  for (const index of pair.words) {
    const word = words[index] ?? [];
    const count = counts[index] ?? 0;
    let length = 0;
    for (let i = 0; i < word.length; i += 1) {
      const token = word[i] ?? 0;
      if (token !== left || word[i + 1] !== right) {
        word[length++] = token;
        continue;
      }
      const before = length > 0 ? word[length - 1] : undefined;
      const after = word[i + 2];
      if (before !== undefined) {
        add(pairs, before, left, -count, index);
        risen.add(add(pairs, before, merged, count, index));
      }
      if (after !== undefined) {
        add(pairs, right, after, -count, index);
        risen.add(add(pairs, merged, after, count, index));
      }
      word[length++] = merged;
      i += 1;
    }
    word.length = length;
  }
  return risen;
}

interface QueuedPair {
  readonly count: number;
  /** Orders pairs of the same count: the smaller comes first. */
  readonly key: number;
}

/** A heap of pairs, the most frequent on top. */
class PairQueue {
  readonly #heap: QueuedPair[] = [];

  push(key: number, count: number): void {
    const heap = this.#heap;
    const added = { count, key };
    let hole = heap.length;
    heap.push(added);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(added, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = added;
  }

  pop(): QueuedPair | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(sinking: QueuedPair): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      const one = heap[left];
      const other = heap[left + 1];
      const [child, index] =
        other !== undefined && one !== undefined && isBefore(other, one) ? [other, left + 1] : [one, left];
      if (child === undefined || !isBefore(child, sinking)) break;
      heap[hole] = child;
      hole = index;
    }
    heap[hole] = sinking;
  }
}

function isBefore(one: QueuedPair, other: QueuedPair): boolean {
  return one.count > other.count || (one.count === other.count && one.key < other.key);
}
