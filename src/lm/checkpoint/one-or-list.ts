/** Token ids as the hub's files have them: none, one, or a list. */
export function oneOrList(ids: readonly number[]): number | readonly number[] | null {
  return ids.length > 1 ? ids : (ids[0] ?? null);
}
