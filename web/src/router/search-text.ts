/** A parameter of the address as text; undefined where there is none. */
export function searchText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
