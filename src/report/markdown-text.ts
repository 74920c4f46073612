/** Text from anywhere within a paragraph of Markdown: one line, without a character that would be read as markup. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\\|`*_<>[\]#&]/g, (mark) => `\\${mark}`);
}
