/** Names and messages come from outside: nothing in them may break a line or steer the terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
