// What a terminal obeys instead of showing: control characters but for line feeds and tabs, and what changes the direction of text.
const controls = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text for a terminal, whatever it is from: characters that a terminal would obey are written out (`\u001b`). In JSON, where such
 * a character can only be within a text, that is another way of writing the same text.
 */
export function printable(text: string): string {
  // A carriage return before a line feed ends a line as the line feed does.
  return text
    .replaceAll('\r\n', '\n')
    .replace(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
