/** First in, first out, without moving what remains at each taking. */
export class ReadyQueue<Item> {
  #items: Item[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  peek(): Item | null {
    return this.#items[this.#head] ?? null;
  }

  shift(): void {
    this.#head += 1;
    // What was taken is let go of in one go, once it is the greater part.
    if (this.#head >= 256 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  takeAll(): Item[] {
    const rest = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return rest;
  }
}

/** Things waiting for their time, earliest first. Holds a few hundred: insertion moves the later ones. */
export class RetryQueue<Item extends { readonly dueAt: number }> {
  /** Latest first, so that the next one is taken from the end. */
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** When the first is due; Infinity where none waits. */
  get nextAt(): number {
    return this.#items.at(-1)?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  add(item: Item): void {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.dueAt ?? 0) > item.dueAt) low = middle + 1;
      else high = middle;
    }
    this.#items.splice(low, 0, item);
  }

  /** The first one, if it is due. It stays. */
  peekDue(now: number): Item | null {
    const item = this.#items.at(-1);
    return item !== undefined && item.dueAt <= now ? item : null;
  }

  /** Takes the first one away. */
  shift(): void {
    this.#items.pop();
  }

  takeAll(): Item[] {
    return this.#items.splice(0).reverse();
  }
}
