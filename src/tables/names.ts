/** The names in the order in which they first come, each once. */
export function names<T>(entries: readonly T[], name: (entry: T) => string): string[] {
  return [...new Set(entries.map(name))];
}
