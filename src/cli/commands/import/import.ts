import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { UsageError } from '../../../errors/errors.ts';
import { RatingRepository } from '../../../server/rating/rating-repository.ts';
import { importRatings } from '../../../server/rating/ratings-csv.ts';
import { ratingScale } from '../../../store/contract/rating-scale.ts';
import {
  type ImportedExplanationFile,
  type ImportedScenarioFile,
  importExplanationFile,
  importJudgmentFile,
  importScenarioFile,
} from '../../../study/import-files.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { appended, columnMapping, jsonOption, storeOption } from '../../options.ts';
import { skippedLines } from '../../summaries.ts';
import { withExistingStore, withWritableStore } from '../../with-store.ts';

interface CommonOptions {
  readonly dataset?: string;
  readonly skipInvalid?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

interface ScenarioOptions extends CommonOptions {
  readonly column?: readonly string[];
}

interface JudgmentOptions extends CommonOptions {
  readonly model: string;
  readonly attack: string;
}

export function importCommand(context: CommandContext): Command {
  const command = new Command('import').description(
    'import scenarios, judgments, explanations or ratings made elsewhere',
  );
  command
    .command('scenarios <files...>')
    .description(
      'scenarios from CSV, TSV or JSON Lines: columns scenario (or statement, context + question + answer, prompt + completion), gold, category, ...',
    )
    .option('--dataset <name>', 'name to store them under (default: the file’s own column, else its name)')
    .option(
      '--column <field=column>',
      'column that holds a field, if it has another name (repeatable)',
      appended,
    )
    .option('--skip-invalid', 'count and list bad rows instead of stopping at the first')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((files: readonly string[], options: ScenarioOptions) => scenarios(context, files, options));
  command
    .command('judgments <file>')
    .description('judgments in the reference study’s layout: id, scenario, gold_label, response')
    .requiredOption('--model <name>', 'the model that gave the responses')
    .option('--attack <name>', 'the attack that they were given under', 'none')
    .option('--dataset <name>', 'name to store the scenarios under (default: the file’s name)')
    .option('--skip-invalid', 'count bad rows instead of stopping at the first')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((file: string, options: JudgmentOptions) => judgments(context, file, options));
  return command.addCommand(importExplanationsCommand(context)).addCommand(importRatingsCommand(context));
}

async function scenarios(
  context: CommandContext,
  files: readonly string[],
  options: ScenarioOptions,
): Promise<void> {
  const columns = columnMapping(options.column ?? []);
  const reading = { columns, ...(options.dataset === undefined ? {} : { dataset: options.dataset }) };
  const skipInvalid = options.skipInvalid === true;
  const results = await withWritableStore(options.store, 'hvsb import scenarios', async (store) => {
    const imported: ImportedScenarioFile[] = [];
    for (const file of files) imported.push(await importScenarioFile({ store, file, reading, skipInvalid }));
    return imported;
  });
  if (options.json === true) return printJson(context, { files: results });
  for (const { file, scenarios: count, gold, controls, skipped, notes } of results) {
    context.stdout.write(
      `${file}: ${formatCount(count)} scenarios, ${formatCount(gold.biased)} biased, ${formatCount(controls)} controls\n`,
    );
    for (const note of [...notes, ...skippedLines(skipped)]) context.stdout.write(`  ${note}\n`);
  }
}

async function judgments(context: CommandContext, file: string, options: JudgmentOptions): Promise<void> {
  const { model, attack, dataset } = options;
  const result = await withWritableStore(options.store, 'hvsb import judgments', (store) =>
    importJudgmentFile({
      store,
      file,
      model,
      attack,
      skipInvalid: options.skipInvalid === true,
      ...(dataset === undefined ? {} : { dataset }),
    }),
  );
  if (options.json === true) return printJson(context, result);
  const skipped = result.invalid > 0 ? `, ${formatCount(result.invalid)} bad rows skipped` : '';
  context.stdout.write(
    `${file}: ${formatCount(result.judgments)} judgments of ${model} under "${attack}", scenarios stored as "${result.dataset}"${skipped}\n`,
  );
}

interface ExplanationOptions {
  readonly model?: string;
  readonly attack: string;
  readonly dataset?: string;
  readonly column?: readonly string[];
  readonly skipInvalid?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

/** `hvsb import explanations`. */
export function importExplanationsCommand(context: CommandContext): Command {
  return new Command('explanations')
    .argument('<files...>')
    .description(
      'explanations from CSV, TSV or JSON Lines: those columns of a scenario and explanation (or response), model; scenario_adv + explanation_adv',
    )
    .option('--model <name>', 'the model that wrote them (default: the file’s column "model")')
    .option('--attack <name>', 'the attack that they were written under', 'none')
    .option(
      '--dataset <name>',
      'name to store the scenarios under (default: the file’s own column, else its name)',
    )
    .option(
      '--column <field=column>',
      'column that holds a field, if it has another name (repeatable)',
      appended,
    )
    .option('--skip-invalid', 'count and list bad rows instead of stopping at the first')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((files: readonly string[], options: ExplanationOptions) =>
      importExplanations(context, files, options),
    );
}

async function importExplanations(
  context: CommandContext,
  files: readonly string[],
  options: ExplanationOptions,
): Promise<void> {
  const { model, attack, dataset } = options;
  const reading = {
    columns: columnMapping(options.column ?? []),
    ...(model === undefined ? {} : { model }),
    ...(dataset === undefined ? {} : { dataset }),
  };
  const results = await withWritableStore(options.store, 'hvsb import explanations', async (store) => {
    const imported: ImportedExplanationFile[] = [];
    for (const file of files) {
      const skipInvalid = options.skipInvalid === true;
      imported.push(await importExplanationFile({ store, file, reading, attack, skipInvalid }));
    }
    return imported;
  });
  if (options.json === true) return printJson(context, { files: results });
  for (const result of results) print(context, result);
}

function print(context: CommandContext, { file, models, outcomes, skipped }: ImportedExplanationFile): void {
  const authors = Object.entries(models).map(([model, count]) => `${formatCount(count)} by ${model}`);
  const without = (['empty', 'refused'] as const)
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `, ${formatCount(outcomes[outcome])} ${outcome}`);
  context.stdout.write(
    `${file}: ${formatCount(outcomes.explained)} explanations${without.join('')} (${authors.join(', ')})\n`,
  );
  for (const line of skippedLines(skipped)) context.stdout.write(`  ${line}\n`);
}

interface ImportRatingsOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export function importRatingsCommand(context: CommandContext): Command {
  return new Command('ratings')
    .description('people’s ratings, as the rating page saves them (Agreement, "Download CSV")')
    .argument('<file>')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((file: string, options: ImportRatingsOptions) => importFile(context, file, options));
}

async function importFile(
  context: CommandContext,
  file: string,
  options: ImportRatingsOptions,
): Promise<void> {
  const csv = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The file cannot be read.', { where: file, cause });
  });
  const { saved, known } = await withExistingStore(options.store, 'hvsb import ratings', async (store) =>
    importRatings(await RatingRepository.open(store), ratingScale(await store.ratingLabels()), csv, file),
  );
  if (options.json === true) return printJson(context, { file, saved, known });
  context.stdout.write(
    `${file}: ${formatCount(saved)} ratings stored, ${formatCount(known)} said nothing newer than what is stored\n`,
  );
}
