const rules = new Intl.PluralRules('en');

/**
 * The form of a word for a count.
 * @example
 * plural(1, 'item is', 'items are'); // 'item is'
 * plural(0, 'item'); // 'items'
 */
export function plural(count: number, one: string, other = `${one}s`): string {
  return rules.select(count) === 'one' ? one : other;
}

/**
 * A count with its word.
 * @example
 * countOf(1, 'scenario'); // '1 scenario'
 * countOf(11956, 'scenario'); // '11,956 scenarios'
 */
export function countOf(count: number, one: string, other = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${plural(count, one, other)}`;
}
