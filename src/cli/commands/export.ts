import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { isSameQuestion, type JudgeQuestion, judgeQuestionOf } from '../../core/judge-question.ts';
import { UsageError } from '../../errors/errors.ts';
import { type ExportFormat, exportFormats, openExportFile } from '../../export/export-file.ts';
import { judgmentsNotShown } from '../../measures/measure-store.ts';
import type { Store } from '../../store/contract/store.ts';
import { isPostgresLocation } from '../../store/postgres/location.ts';
import { writeInspectLogs } from '../../study/imports/inspect-logs.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { checkScenarioNames } from '../../study/subjects/check-names.ts';
import { type CommandContext, formatCount, printJson } from '../command-context.ts';
import { exportTables } from '../export-tables.ts';
import {
  addScenarioOptions,
  conditionOption,
  jsonOption,
  judgmentChoice,
  packOption,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { storePath, withReadableStore } from '../with-store.ts';

interface ExportOptions extends ScenarioOptions {
  readonly table: keyof typeof exportTables;
  readonly format?: ExportFormat | 'inspect';
  readonly out: string;
  readonly pack?: string;
  readonly condition?: readonly number[];
  readonly store?: string;
  readonly json?: boolean;
}

export function exportCommand(context: CommandContext): Command {
  const tables = Object.keys(exportTables);
  const command = new Command('export')
    .description('write what is stored to a file that other programs read')
    .addOption(new Option('--table <name>', 'which rows').choices(tables).makeOptionMandatory())
    .addOption(
      new Option('--format <format>', 'file format; default by the ending of --out, else jsonl').choices([
        ...exportFormats,
        'inspect',
      ]),
    )
    .requiredOption(
      '--out <file>',
      'file to write; ".gz" at the end compresses it; for "inspect" a folder of logs that "inspect view" opens',
    )
    .addOption(packOption())
    .addOption(conditionOption())
    .addOption(storeOption())
    .addOption(jsonOption());
  return addScenarioOptions(command).action((options: ExportOptions) => exportTable(context, options));
}

/** @throws UsageError where the export would take the place of the results or of a file that belongs to them */
async function keepStore(out: string, store: string): Promise<void> {
  if (isPostgresLocation(store)) return;
  const [target, results] = [await realPath(out), await realPath(store)];
  const isSame = (await identityOf(target)) === (await identityOf(results));
  if (!isSame && !['-wal', '-shm', '-lock', '-journal'].some((ending) => target === results + ending)) return;
  throw new UsageError('The export would replace the results file itself.', {
    where: out,
    advice: 'Name another file with --out.',
  });
}

/** One file is one, however it is named. */
async function identityOf(path: string): Promise<string> {
  return stat(path).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => path,
  );
}

/** Of a file that need not be there. */
async function realPath(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () =>
    join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole)),
  );
}

/** @throws UsageError for another table than the judgments, which logs do not hold */
async function exportLogs(context: CommandContext, options: ExportOptions): Promise<void> {
  const { table, out } = options;
  if (table !== 'judgments') {
    throw new UsageError('Logs of Inspect hold judgments alone.', {
      where: `--table ${table}`,
      expected: '--table judgments',
      found: table,
      advice: 'Export other tables as jsonl, csv, tsv or parquet.',
    });
  }
  const selection = { ...scenarioFilter(options), ...judgmentChoice(options) };
  const { files, samples } = await withReadableStore(options.store, (store) =>
    writeInspectLogs(store, selection, out),
  );
  if (options.json === true) return printJson(context, { table, rows: samples, folder: out, files });
  context.stdout.write(`Wrote ${formatCount(samples)} judgments to ${files.length} logs in ${out}\n`);
}

/**
 * The way to ask of the conditions that are named, so that these are what is written.
 * @throws UsageError where they were asked in several ways: a table has one
 */
async function questionOf(
  store: Store,
  { condition: numbers = [] }: ExportOptions,
): Promise<{ readonly question?: JudgeQuestion }> {
  const named = (await store.conditions()).filter(
    ({ stage, number }) => stage === 'judge' && numbers.includes(number),
  );
  const [question, ...others] = named.map(judgeQuestionOf);
  if (question === undefined) return {};
  const other = others.find((one) => !isSameQuestion(one, question));
  if (other === undefined) return { question };
  throw new UsageError('The conditions were asked in several ways, and a table has one.', {
    where: `--condition ${numbers.join(',')}`,
    expected: 'conditions with one wording, label order and label words, as "hvsb status --json" shows them',
    found: [question, other].map(({ wording, order, words }) => `${wording}, ${order}, ${words}`).join('; '),
    advice: 'Export each way into a file of its own.',
  });
}

/** What the file's name says. */
function formatOf(out: string): ExportFormat {
  const name = out.toLowerCase().replace(/\.gz$/, '');
  return exportFormats.find((format) => name.endsWith(`.${format}`)) ?? 'jsonl';
}

async function exportTable(context: CommandContext, options: ExportOptions): Promise<void> {
  const { format = formatOf(options.out) } = options;
  if (format === 'inspect') return exportLogs(context, options);
  const table = exportTables[options.table];
  await keepStore(options.out, storePath(options.store));
  const runtime = studyRuntime(await context.extensions());
  const filter = scenarioFilter(options);
  const { rows, notShown } = await withReadableStore(options.store, async (store) => {
    await checkScenarioNames(runtime, store, filter);
    const selection = { ...filter, ...judgmentChoice(options), ...(await questionOf(store, options)) };
    const file = await openExportFile(options.out, format, table.columns);
    let written = 0;
    try {
      for await (const batch of table.rows(store, selection)) {
        await file.write(batch);
        written += batch.length;
      }
    } catch (error) {
      await file.discard();
      throw error;
    }
    await file.close();
    return {
      rows: written,
      notShown: options.table === 'judgments' ? await judgmentsNotShown(store, selection) : [],
    };
  });
  for (const sentence of notShown) context.stderr.write(`${sentence}\n`);
  if (options.json === true) return printJson(context, { table: options.table, rows, file: options.out });
  context.stdout.write(`Wrote ${formatCount(rows)} rows of ${options.table} to ${options.out}\n`);
}
