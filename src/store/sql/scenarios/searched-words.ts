const words = /[\p{L}\p{N}\p{M}]+/gu;
const id = /^[0-9a-f]{16}$/;

/** The words of a query, or of a text. */
export function searchedWords(query: string): readonly string[] {
  return query.match(words) ?? [];
}

/** What a query would be as the id of a scenario; null where it is none. */
export function searchedId(query: string): string | null {
  const asked = query.trim().toLowerCase();
  return id.test(asked) ? asked : null;
}
