/** Numbers from 0 in the order of asking. */
export class Numbering<T> {
  readonly #numbers = new Map<T, number>();

  number(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get values(): readonly T[] {
    return [...this.#numbers.keys()];
  }
}
