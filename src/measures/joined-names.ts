/** `a`, `a and b`, `a, b and c`; of more than three the first two and how many there are beside. */
export function joinedNames(names: readonly string[]): string {
  const most = 3;
  const listed =
    names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  const last = listed.at(-1) ?? '';
  return listed.length < 2 ? last : `${listed.slice(0, -1).join(', ')} and ${last}`;
}
