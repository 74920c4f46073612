/** "a nurse", "an elderly nurse", "a European nurse", "an hourly worker": the article goes by the sound. */
export function withArticle(words: string): string {
  const vowel = /^(?:[aeiou]|hour|honest|8|11|18)/i.test(words) && !/^(?:eu|uni|use|one|ukrain)/i.test(words);
  return `${vowel ? 'an' : 'a'} ${words}`;
}
