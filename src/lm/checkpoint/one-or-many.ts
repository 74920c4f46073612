/** A setting that stands alone, as a list, or not at all, as a list. */
export function oneOrMany(ids: number | readonly number[] | null | undefined): readonly number[] {
  if (ids == null) return [];
  return typeof ids === 'number' ? [ids] : ids;
}
