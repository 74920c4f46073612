import { Command, Option } from 'commander';
import { countOf } from '../../../core/plural.ts';
import {
  formatTitles,
  type ResultFormat,
  resultFormats,
} from '../../../datasets/program-results/result-formats.ts';
import {
  type ImportedResultFile,
  importResultFiles,
  type ResultProposal,
  type ShownResult,
  type ShownResultFile,
  showResultFiles,
} from '../../../study/imports/import-results.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { appended } from '../../options.ts';
import { withWritableStore } from '../../with-store.ts';
import { addReadingOptions, duplicatesOption, type ReadingFlags, readingOptions } from './reading-options.ts';

interface ResultFlags extends ReadingFlags {
  readonly format?: ResultFormat;
  readonly map?: readonly string[];
  readonly model?: string;
  readonly attack?: string;
  readonly dryRun?: boolean;
  readonly duplicates: 'conflict' | 'repeats';
}

export function importResultsCommand(context: CommandContext): Command {
  const command = new Command('results')
    .argument('<files...>')
    .description(
      'judgments from result files of other programs: logs of Inspect (.eval, .json), lm-eval samples, promptfoo results, outputs of batch jobs (with their input file), tables',
    )
    .addOption(
      new Option('--format <name>', 'what the files are (default: found out)').choices(resultFormats),
    )
    .option(
      '--map <field=path>',
      'field of the file that holds something, e.g. gold=metadata.label (repeatable)',
      appended,
    )
    .option('--model <name>', 'the model that gave the answers (default: what the file says)')
    .option(
      '--attack <name>',
      'the attack that they were given under (default: what the file says, else none)',
    )
    .option('--dry-run', 'show ten judgments of each file as they would be stored, and store nothing');
  return addReadingOptions(command)
    .addOption(duplicatesOption())
    .action((files: readonly string[], flags: ResultFlags) => importResults(context, files, flags));
}

async function importResults(
  context: CommandContext,
  files: readonly string[],
  flags: ResultFlags,
): Promise<void> {
  const { model, attack, format, duplicates } = flags;
  const request = {
    files,
    reading: {
      ...readingOptions({ ...flags, column: [...(flags.column ?? []), ...(flags.map ?? [])] }),
      ...(model === undefined ? {} : { model }),
      ...(attack === undefined ? {} : { attack }),
    },
    skipInvalid: flags.skipInvalid === true,
    replaces: flags.replace === true,
    duplicates,
    ...(format === undefined ? {} : { format }),
  };
  if (flags.dryRun === true) {
    const shown = await showResultFiles(request);
    if (flags.json === true) return printJson(context, { files: shown });
    for (const file of shown) printShown(context, file);
    return;
  }
  const results = await withWritableStore(flags.store, 'hvsb import results', (store) =>
    importResultFiles({ store, ...request }),
  );
  if (flags.json === true) return printJson(context, { files: results });
  for (const result of results) printImported(context, result);
}

function printImported(context: CommandContext, result: ImportedResultFile): void {
  const { file, proposal, judgments, errors, scenarios, newScenarios, unchanged, duplicates } = result;
  context.stdout.write(`${file}: ${formatTitles[proposal.format]}\n`);
  printProposal(context, proposal);
  const models = Object.entries(result.models).map(([model, count]) => `${formatCount(count)} by ${model}`);
  const counts = [
    `${countOf(judgments, 'judgment')}${judgments === 0 ? '' : ` (${models.join(', ')})`}`,
    `of ${countOf(scenarios, 'scenario')}, ${formatCount(newScenarios)} of them new`,
    ...(errors > 0 ? [`${countOf(errors, 'call')} without an answer (stored as failed)`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} stored before`] : []),
    ...(duplicates > 0 ? [`${formatCount(duplicates)} said the same again`] : []),
    ...(result.invalid > 0 ? [`${formatCount(result.invalid)} invalid`] : []),
    ...(result.leftOut > 0 ? [`${formatCount(result.leftOut)} left out`] : []),
  ];
  context.stdout.write(`  ${counts.join(', ')}\n`);
  for (const note of result.notes) context.stdout.write(`  ${note}\n`);
}

function printProposal(context: CommandContext, { mapping }: ResultProposal): void {
  for (const [field, path] of Object.entries(mapping).filter(([, given]) => given !== '')) {
    context.stdout.write(`  ${field.padEnd(9)} from ${path}\n`);
  }
}

function printShown(context: CommandContext, { file, proposal, judgments }: ShownResultFile): void {
  context.stdout.write(`${file}: ${formatTitles[proposal.format]}; nothing is stored\n`);
  printProposal(context, proposal);
  for (const judgment of judgments) context.stdout.write(`  ${shownLine(judgment)}\n`);
}

function shownLine({ id, text, gold, category, model, repeat, response, outcome }: ShownResult): string {
  const { kind: _, ...parts } = text ?? { kind: null };
  const said = Object.values(parts).join(' · ');
  return [
    id ?? 'no id',
    shortened(said === '' ? 'the stored text' : said),
    gold ?? 'the stored gold label',
    category ?? 'the stored category',
    `${model}${repeat === null || repeat === 0 ? '' : ` (${repeat + 1})`}`,
    `${shortened(response ?? '')} → ${outcome}`,
  ].join(' | ');
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
