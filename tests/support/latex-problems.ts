const commands = new Set(
  `resizebox ifdim width else fi raggedright scriptsize setlength tabcolsep usepackage begin end centering small footnotesize caption label toprule midrule bottomrule addlinespace multicolumn
  textit textsuperscript par smallskip linewidth endfirsthead endhead endfoot begingroup endgroup textbackslash
  textasciitilde textasciicircum textless textgreater textbar textquotedbl textasciigrave ldots cdot dagger uparrow
  downarrow rightarrow geq leq pm times`.split(/\s+/),
);

/** What TeX would stumble over or run in a table: enough of its rules for the tables that this program writes. */
export function latexProblems(source: string): string[] {
  const problems: string[] = [];
  const environments: string[] = [];
  let depth = 0;
  let inMath = false;
  let columns = 0;
  // A comment at the end of a line takes the line break away.
  const text = source.replaceAll(/^%.*\n/gm, '').replaceAll(/\{%\n/g, '{\n');
  const token = /\\([A-Za-z]+)(\*?)|\\(.)|([{}$&#%^_~])|([^\x20-\x7e\u00c0-\u017e\n])/gsu;
  for (const [whole, command, , , special, strange] of text.matchAll(token)) {
    if (strange !== undefined) problems.push(`U+${strange.codePointAt(0)?.toString(16)}`);
    if (command !== undefined && !commands.has(command)) problems.push(`\\${command}`);
    if (special === '{') depth += 1;
    if (special === '}') depth -= 1;
    if (depth < 0) problems.push('a brace that nothing opened');
    if (special === '$') inMath = !inMath;
    if (special === '#' || special === '%' || ((special === '^' || special === '_') && !inMath))
      problems.push(`bare ${whole}`);
  }
  for (const [, kind, name = '', form] of text.matchAll(/\\(begin|end)\{(\w+)\}(?:\{([lr]+)\})?/g)) {
    if (kind === 'begin') environments.push(name);
    else if (environments.pop() !== name) problems.push(`\\end{${name}}`);
    columns = form?.length ?? columns;
  }
  if (depth !== 0) problems.push(`${depth} braces open`);
  if (inMath) problems.push('mathematics without an end');
  return [
    ...problems,
    ...environments.map((name) => `\\begin{${name}} without an end`),
    ...rowProblems(text, columns),
  ];
}

/** Every line between the rules has as many cells as the table has columns. */
function rowProblems(text: string, columns: number): string[] {
  const body =
    /\\midrule\n(?:\\endfirsthead[\s\S]*?\\endfoot\n)?([\s\S]*?)\\(?:bottomrule|end\{longtable\})/.exec(
      text,
    )?.[1] ?? '';
  return body
    .split('\n')
    .filter((line) => line !== '' && !line.includes('\\multicolumn'))
    .map((line) => line.replaceAll('\\&', '').split('&').length)
    .filter((cells) => cells !== columns)
    .map((cells) => `${cells} cells in ${columns} columns`);
}
