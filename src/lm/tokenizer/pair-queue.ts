interface QueuedPair {
  readonly count: number;
  /** Orders pairs of the same count: the smaller comes first. */
  readonly key: number;
}

/** A heap of pairs, the most frequent on top. */
export class PairQueue {
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
