/**
 * The next size that arrays are made in: powers of two and the halves between them, from `smallest` on. Every size is
 * compiled once, and memory that is given back serves arrays of the same size alone, so few sizes are worth some
 * padding, at most a third.
 */
export function roundUpShape(size: number, smallest = 32): number {
  let shape = smallest;
  while (shape < size) {
    if (shape * 1.5 >= size) return shape * 1.5;
    shape *= 2;
  }
  return shape;
}
