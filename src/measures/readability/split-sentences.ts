/** What stands before a full stop that ends no sentence though a capital follows: titles, a letter (not "I"), "U.S". */
const abbreviations =
  /(?:^|[\s("'“‘])(?:Mr|Mrs|Ms|Dr|Prof|St|[Vv]s|e\.g|i\.e|[Cc]f|(?!I$)\p{Lu}|(?:\p{L}\.)+\p{L})$/u;

/**
 * The sentences of a text: they end at . ! ? or … (also several, and with quotes or brackets closing after
 * them) where the text ends or white space and then no small letter follows, and at line breaks. A full stop
 * after a title ("Dr."), a single capital or letters with points ("U.S.") ends none, if text follows. A piece
 * without a letter or digit is no sentence.
 */
export function splitSentences(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap(sentencesOfLine)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function sentencesOfLine(line: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of line.matchAll(/[.!?…]+["'”’»)\]*]*(?=\s*$|\s+[^\s\p{Ll}])/gu)) {
    const end = match.index + match[0].length;
    if (match[0] === '.' && end < line.length && abbreviations.test(line.slice(from, match.index))) continue;
    sentences.push(line.slice(from, end).trim());
    from = end;
  }
  return [...sentences, line.slice(from).trim()];
}
