import { parseSync, Visitor } from 'oxc-parser';

/** A word of an earlier vocabulary, and what is written instead. */
interface ReplacedWord {
  readonly word: string;
  readonly instead: string;
  /** On text in which identifiers are split into words, in lower case. */
  readonly pattern: RegExp;
  /** Whether prose may use it, because it only misleads as a name. */
  readonly onlyInCode?: boolean;
}

const replaced = (word: string, instead: string, pattern = `${word}s?`): ReplacedWord => ({
  word,
  instead,
  pattern: new RegExp(`\\b(?:${pattern})\\b`, 'gu'),
});

/** One thing has one name everywhere; docs/glossary.md has the names. */
export const replacedWords: readonly ReplacedWord[] = [
  replaced('lane', 'model run'),
  replaced('ledger', 'call cache'),
  replaced('unanswered()', 'pending()', 'unanswered(?=\\()'),
  replaced('desk', 'service'),
  replaced('book', 'repository', 'books?(?! cover)'),
  replaced('guest', 'client'),
  replaced('own word', 'rating', "(?:own|pending|last|her|his|their|rater’s|rater's) words?(?= (?:of|on) )"),
  replaced('readings', 'agreements'),
  replaced('settling', 'adjudication', 'settling|(?<!all )settled|unsettled'),
  replaced('told', 'disclosed or said', 'told|untold|tellings?'),
  replaced('lesson', 'training set'),
  replaced('look', 'validation', '(?:validation|since|best|last|first|next) looks?|looks(?= at validation)'),
  replaced('chapter', 'part'),
  replaced('diary', 'run record', 'diary|diaries'),
  { ...replaced('bench', 'fixture', '(?<!run )bench(?![/:])'), onlyInCode: true },
  replaced('scene', 'fixture'),
  { ...replaced('claims', 'contract', 'claims'), onlyInCode: true },
  replaced('stretch', 'range', 'stretch(?:es)?'),
  replaced('kept', 'cached, stored or left'),
  replaced('veiled', 'blurred', 'veil(?:ed|s)?'),
  replaced('mend', 'fix', 'mend(?:s|ed|ing)?'),
  replaced('astray', 'diverged', 'astray'),
  replaced('anew', 'again', 'anew'),
  replaced('stands in', 'is in, or contains', '(?:stands?|stood|standing) (?:in|beside|for)'),
];

export interface FoundWord {
  readonly word: string;
  readonly instead: string;
  readonly file: string;
  readonly line: number;
}

/**
 * The replaced words in a file's identifiers, comments and name, or in a page's prose. Strings are left out: a scenario
 * may be about a desk.
 * @param file path within the project; `.md` is prose
 */
export function findWords(file: string, source: string): FoundWord[] {
  const isPage = file.endsWith('.md');
  const text = isPage ? proseOf(source) : codeOf(file, source);
  const words = isPage ? replacedWords.filter(({ onlyInCode }) => onlyInCode !== true) : replacedWords;
  // The name of the file counts as its line 0.
  return [file, ...text.split('\n')].flatMap((line, number) => {
    const split = splitNames(line);
    return words.flatMap(({ word, instead, pattern }) =>
      [...split.matchAll(pattern)].map(() => ({ word, instead, file, line: number })),
    );
  });
}

/** `laneRunner`, `LANE_RUNNER` and `lane-runner.ts` as "lane runner". */
function splitNames(text: string): string {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(?<=\p{L})[-_](?=\p{L})/gu, ' ')
    .toLowerCase();
}

/** Blocks of code are left out, with their lines. */
function proseOf(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```/gm, blank);
}

/** Blanks all texts; what is left are identifiers, comments, keywords and signs. */
function codeOf(file: string, source: string): string {
  const { program, errors } = parseSync(file, source);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  let code = source;
  const remove = ({ start, end }: { readonly start: number; readonly end: number }) => {
    code = code.slice(0, start) + blank(code.slice(start, end)) + code.slice(end);
  };
  new Visitor({
    Literal: (node) => typeof node.value === 'string' && remove(node),
    TemplateElement: remove,
    JSXText: remove,
  }).visit(program);
  return code;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
