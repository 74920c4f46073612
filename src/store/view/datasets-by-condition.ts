/** Gathers which datasets each condition counts for. */
export class DatasetsByCondition {
  readonly #sets = new Map<number, Set<string>>();

  add(condition: number, datasets: Iterable<string>): void {
    const set = this.#sets.get(condition) ?? new Set();
    this.#sets.set(condition, set);
    for (const dataset of datasets) set.add(dataset);
  }

  get all(): ReadonlyMap<number, ReadonlySet<string>> {
    return this.#sets;
  }
}
