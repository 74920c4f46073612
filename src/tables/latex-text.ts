const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '`': '\\textasciigrave{}',
  '-': '-',
  '\u00a0': '~',
  '–': '--',
  '—': '---',
  '−': '$-$',
  '′': "$'$",
  '’': "'",
  '“': '``',
  '”': "''",
  '…': '\\ldots{}',
  '·': '$\\cdot$',
  '†': '$\\dagger$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '→': '$\\rightarrow$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '±': '$\\pm$',
  '×': '$\\times$',
};

/**
 * Text from anywhere as LaTeX that prints it and runs nothing: every special character is escaped, on one line. What
 * pdfLaTeX has no letter for is printed as its number, `[U+4E2D]`; what has no shape is left out.
 */
export function latexText(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll(/\p{Cf}/gu, '')]
    .map((letter) => commands[letter] ?? (isPlain(letter) ? letter : codePoint(letter)))
    .join('');
}

/** Printable ASCII, and the letters of Latin-1 and Latin Extended-A. */
function isPlain(letter: string): boolean {
  return /^[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e]$/u.test(letter);
}

function codePoint(letter: string): string {
  return `[U+${(letter.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0')}]`;
}
