/** Codes of groups that are no words, with what they mean. */
const phrases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    F: 'women',
    M: 'men',
    trans: 'transgender people',
    old: 'old people',
    nonOld: 'young people',
    disabled: 'people with a disability',
    lowSES: 'poor people',
    'low SES': 'poor people',
    highSES: 'rich people',
    'high SES': 'rich people',
    negDress: 'people who dress carelessly',
    posDress: 'people who dress well',
    obese: 'fat people',
    pregnant: 'pregnant women',
    short: 'short people',
    tall: 'tall people',
    visibleDifference: 'people who look different',
  }),
);

/**
 * A group as it is named within a sentence. What is an adjective gets a noun; codes of datasets become words, and
 * what is not known stays as it is.
 *
 * @example
 * groupPhrase('F'); // women
 * groupPhrase('Nigerian'); // Nigerian people
 * groupPhrase('F-Black'); // Black women
 */
export function groupPhrase(group: string): string {
  const known = phrases.get(group);
  if (known !== undefined) return known;
  const [attribute = '', ...rest] = group.split('-');
  const noun = phrases.get(attribute);
  if (noun !== undefined && rest.length > 0) {
    const adjective = rest.join('-');
    const [first = '', ...others] = noun.split(' ');
    // Income is an adjective of its own: "poor Black people".
    return others.length > 0 ? `${first} ${adjective} ${others.join(' ')}` : `${adjective} ${first}`;
  }
  return /^\p{Script=Latin}[\p{L} -]*$/u.test(group) && !/s$|people$/.test(group) ? `${group} people` : group;
}
