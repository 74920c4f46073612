import { type CellRecord, cellRecords } from '../formats/cells.ts';
import { columnKey } from '../formats/columns.ts';
import { type DelimitedTable, openDelimited } from '../formats/delimited.ts';
import { type FileOptions, readText } from '../formats/text.ts';
import { completionOf, type ProgramAnswer, type ReadAnswer } from './program-answer.ts';

/** Columns next to an output: of version 0.100 and later, and of earlier ones. */
const besideOutput =
  /^(reasoning|status|score|named_scores|metric:.*|grader_reason|comment|latency_\(ms\)|latency)$/;
/** `[provider] prompt`; the prompt may be on several lines. */
const outputColumn = /^\[([^\]\r\n]+)\] ?([\s\S]*)$/;
/** What earlier versions wrote before each output, and the reason that they put before a failed one. */
const earlierMark = /^\[(PASS|FAIL|ERROR)\] ?/;
const earlierReason = /^[\s\S]*?\n---\n/;

/** Whether a text is the beginning of a table that promptfoo wrote: a column for each prompt and provider. */
export async function isPromptfooTable(start: string): Promise<boolean> {
  const [header, first] = await firstRecords(start);
  if (header === undefined) return false;
  return header.some((name, index) => {
    if (!outputColumn.test(name)) return false;
    const next = header[index + 1];
    const isBeside = next !== undefined && besideOutput.test(columnKey(next));
    return isBeside || earlierMark.test(first?.[index] ?? '');
  });
}

async function firstRecords(start: string): Promise<readonly (readonly string[])[]> {
  const delimiter = [',', ';', '\t'].find(
    (each) => start.includes(`${each}"[`) || start.includes(`${each}[`),
  );
  if (delimiter === undefined) return [];
  async function* pieces() {
    yield start.replace(/^sep=.(\r\n|\n|\r)/, '');
  }
  try {
    for await (const records of cellRecords(pieces(), { delimiter, quotes: 'double' }, '')) {
      return records.slice(0, 2).map(({ cells }) => cells);
    }
  } catch {
    // The text ends within a quote: what was read before it is not enough to say.
  }
  return [];
}

/** An output of each row: where it is, and what was asked of whom. */
interface OutputColumn {
  readonly index: number;
  readonly provider: string;
  readonly prompt: string;
  /** Where the columns next to it are, by name. */
  readonly beside: ReadonlyMap<string, number>;
}

interface TableLayout {
  readonly variables: readonly { readonly name: string; readonly index: number }[];
  readonly outputs: readonly OutputColumn[];
}

/**
 * Streams the results of a table of promptfoo (CSV), an answer for each output. Its columns are the variables, and for each
 * prompt and provider the output, its status and its scores.
 * @throws DataError where nothing more can be read
 */
export async function* readPromptfooTable(
  path: string,
  options: FileOptions = {},
): AsyncGenerator<ReadAnswer> {
  let header: readonly string[] = [];
  const numbered = ({ cells }: CellRecord) => {
    header = cells;
    return cells.map((_, index) => String(index));
  };
  const table = await openDelimited(path, () => readText(path, options), options, numbered);
  yield* answersOf(table, layoutOf(header), path);
}

function layoutOf(header: readonly string[]): TableLayout {
  const outputs: (OutputColumn & { readonly beside: Map<string, number> })[] = [];
  const variables: { name: string; index: number }[] = [];
  for (const [index, name] of header.entries()) {
    const [, provider, prompt = ''] = outputColumn.exec(name.trim()) ?? [];
    const last = outputs.at(-1);
    if (provider !== undefined) outputs.push({ index, provider, prompt, beside: new Map() });
    else if (last === undefined) variables.push({ name: name.trim(), index });
    else last.beside.set(columnKey(name), index);
  }
  return { variables, outputs };
}

async function* answersOf(
  table: DelimitedTable,
  { variables, outputs }: TableLayout,
  path: string,
): AsyncGenerator<ReadAnswer> {
  for await (const read of table.rows()) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const said = Object.fromEntries(variables.map(({ name, index }) => [name, value[index] ?? '']));
    const fields = Object.fromEntries(Object.entries(said).map(([name, text]) => [`vars.${name}`, text]));
    for (const output of outputs) {
      const outcome = outcomeOf(output, (index) => value[index] ?? '');
      if (outcome === null) continue;
      const prompt = rendered(output.prompt, said);
      const answer: ProgramAnswer = {
        fields: { ...(prompt === null ? {} : { input: prompt }), ...fields },
        prompt,
        promptKey: output.prompt === '' ? null : output.prompt,
        model: output.provider,
        repeat: null,
        outcome,
        sampling: {},
        answeredAt: null,
        row,
        where: `${path}:${row}`,
      };
      yield { kind: 'answer', answer };
    }
  }
}

/** Null where the provider was not asked this: neither an output nor a status is there. */
function outcomeOf(
  { index, beside }: OutputColumn,
  cell: (index: number) => string,
): ProgramAnswer['outcome'] | null {
  const besideIt = (name: string) => cell(beside.get(name) ?? -1);
  const text = cell(index);
  const mark = earlierMark.exec(text);
  const status = besideIt('status').trim() || (mark?.[1] ?? '');
  if (text === '' && status === '') return null;
  const isEarlier = mark !== null && !beside.has('status');
  const marked = isEarlier ? text.slice(mark[0].length) : text;
  const output = isEarlier && status === 'FAIL' ? marked.replace(earlierReason, '') : marked;
  if (status === 'ERROR')
    return { error: output || besideIt('grader_reason') || 'The result has no answer.' };
  const reasoning = besideIt('reasoning');
  return completionOf(output, reasoning === '' ? {} : { reasoning });
}

/** The prompt with its variables filled in; null where it is only a label, or holds more than variables. */
function rendered(prompt: string, variables: Readonly<Record<string, string>>): string | null {
  if (!prompt.includes('{{')) return null;
  let isWhole = !prompt.includes('{%');
  const text = prompt.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => {
    isWhole &&= Object.hasOwn(variables, name);
    return variables[name] ?? '';
  });
  return isWhole ? text : null;
}
