// Writes docs/api: a page for each entry of the package with what it exports, each with its docstring and example. Own
// code, because typedoc does not work with TypeScript 7 yet.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Something that an entry exports. */
export interface ApiItem {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'const';
  /** Relative to the repository's root. */
  readonly file: string;
  /** The declaration without its body, for functions and classes; empty for the others. */
  readonly signature: string;
  /** Text of the docstring before its first tag; empty where there is none. */
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** An entry of the package by the specifier that it is imported by, with its source. */
export interface ApiEntry {
  readonly specifier: string;
  readonly file: string;
}

/** The entries of package.json. */
export function apiEntries(): readonly ApiEntry[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  return Object.keys(exports)
    .filter((key) => !key.endsWith('.json'))
    .map((key) => ({
      specifier: key === '.' ? 'hvsb' : `hvsb${key.slice(1)}`,
      file: `src/${exports[key].default.slice('./dist/'.length).replace(/\.js$/, '.ts')}`,
    }));
}

/** Everything that a file exports, through its re-exports, sorted by name. */
export function exportedItems(file: string): readonly ApiItem[] {
  const found = new Map<string, ApiItem>();
  collect(file, everything, found);
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What an entry re-exports of a file. */
interface Wanted {
  /** By the name that they have in the file; null for all. */
  readonly names: ReadonlySet<string> | null;
  /** True below `export type`: of functions and constants nothing is exported, of a class its type. */
  readonly typesOnly: boolean;
}

const everything: Wanted = { names: null, typesOnly: false };
const reExport = /^export (type )?(\*|\{[^}]*\}) from '(\.[^']+)';/gm;

function collect(file: string, { names, typesOnly }: Wanted, found: Map<string, ApiItem>): void {
  const text = readFileSync(`${root}${file}`, 'utf8');
  for (const item of declaredIn(text, file).flatMap((declared) =>
    typesOnly ? asType(declared) : declared,
  )) {
    // A value stays one where another file exports its type only.
    if (names?.has(item.name) ?? true) found.set(item.name, found.get(item.name) ?? item);
  }
  for (const [, type, list = '', target = ''] of text.matchAll(reExport)) {
    const next = relative(root, resolve(root, dirname(file), target));
    const listed = list === '*' ? names : namesIn(list, names);
    if (listed?.size === 0) continue;
    collect(next, { names: listed, typesOnly: typesOnly || type !== undefined }, found);
  }
}

function asType(item: ApiItem): ApiItem[] {
  if (item.kind === 'function' || item.kind === 'const') return [];
  return item.kind === 'class' ? [{ ...item, kind: 'type', signature: '' }] : [item];
}

/** The names of `{ one, type other }`, of these those that are wanted. */
function namesIn(list: string, wanted: ReadonlySet<string> | null): ReadonlySet<string> {
  const names = list
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''));
  return new Set(names.filter((name) => name !== '' && (wanted?.has(name) ?? true)));
}

const declaration =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export (?:declare )?(?:abstract )?(?:async )?(function\*?|class|interface|type|const) (\w+)/g;

function declaredIn(text: string, file: string): ApiItem[] {
  return [...text.matchAll(declaration)].map((match) => {
    const [whole, comment = '', keyword = '', name = ''] = match;
    const kind = keyword.replace('*', '') as ApiItem['kind'];
    const start = match.index + whole.length - whole.slice(whole.lastIndexOf('export ')).length;
    return { name, kind, file, signature: signatureOf(text.slice(start), kind), ...docOf(comment) };
  });
}

/** Up to the brace that opens the body, which stands at the end of a line. */
function signatureOf(text: string, kind: ApiItem['kind']): string {
  if (kind !== 'function' && kind !== 'class') return '';
  const end = /(?:\{|;)\n/.exec(text);
  return text
    .slice(0, end?.index ?? text.indexOf('\n'))
    .replace(/^export (?:async )?/, '')
    .trim();
}

function docOf(comment: string): Pick<ApiItem, 'description' | 'tags'> {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  const [description = '', ...tags] = lines.join('\n').split(/^@(?=[a-z])/m);
  return {
    description: description.trim(),
    tags: tags.map((tag) => {
      const [name = ''] = /^[a-z]+/.exec(tag) ?? [];
      return { name, text: tag.slice(name.length).trim() };
    }),
  };
}

/** A page of one entry. */
export function apiPage(specifier: string, items: readonly ApiItem[]): string {
  const parts = items.map((item) => section(item));
  return `# ${specifier}\n\nWritten by \`npm run docs:api\` from the docstrings.\n\n${parts.join('\n')}`;
}

function section({ name, kind, file, signature, description, tags }: ApiItem): string {
  const example = tags
    .filter((tag) => tag.name === 'example')
    .map(({ text }) => `\`\`\`ts\n${text}\n\`\`\`\n`);
  const others = tags
    .filter((tag) => tag.name !== 'example')
    .map((tag) => `- *${tag.name}*: ${tag.text.replaceAll('\n', ' ')}\n`);
  return [
    `## ${name}\n`,
    `${kind}, \`${file}\`\n`,
    ...(signature === '' ? [] : [`\`\`\`ts\n${signature}\n\`\`\`\n`]),
    ...(description === '' ? [] : [`${description}\n`]),
    ...(others.length === 0 ? [] : [others.join('')]),
    ...example,
  ].join('\n');
}

function pageName(specifier: string): string {
  return `${specifier.replace('/', '-')}.md`;
}

function writePages(): void {
  const folder = `${root}docs/api`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const rows: string[] = [];
  for (const { specifier, file } of apiEntries()) {
    const items = exportedItems(file);
    writeFileSync(`${folder}/${pageName(specifier)}`, apiPage(specifier, items));
    rows.push(`| [${specifier}](${pageName(specifier)}) | ${items.length} |`);
  }
  const table = `| entry | exports |\n|---|---:|\n${rows.join('\n')}\n`;
  writeFileSync(
    `${folder}/README.md`,
    `# API\n\nWritten by \`npm run docs:api\` from the docstrings.\n\n${table}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePages();
