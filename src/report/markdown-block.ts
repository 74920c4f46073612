/** Text as it is, in a fence that nothing in it can close. */
export function markdownBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const clean = text.replaceAll('\u0000', '\ufffd').replaceAll(/\r\n?/g, '\n').trimEnd();
  return `${fence}text\n${clean}\n${fence}`;
}
