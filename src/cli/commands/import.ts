import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { collectScenarios } from '../../datasets/read-dataset.ts';
import { readReferenceJudgments } from '../../datasets/results-file/reference-judgments.ts';
import { planScenarioFile } from '../../datasets/scenario-file/scenario-file-plan.ts';
import { readScenarioFile } from '../../datasets/scenario-file/scenario-rows.ts';
import { importJudgments, importScenarios } from '../../stages/imports/import-judgments.ts';
import { type CommandContext, printJson } from '../command-context.ts';
import { formatCount } from '../format.ts';
import { appended, columnMapping, jsonOption, storeOption } from '../options.ts';
import { skippedItems } from '../steps/prepare.ts';
import { skippedLines } from '../summaries.ts';
import { withWritableStore } from '../with-store.ts';
import { importExplanationsCommand } from './import-explanations.ts';
import { importRatingsCommand } from './import-ratings.ts';

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
  const command = new Command('import').description('take in what was made elsewhere');
  command
    .command('scenarios <files...>')
    .description(
      'scenarios from CSV, TSV or JSON Lines: columns scenario (or statement, context + question + answer, prompt + completion), gold, category, ...',
    )
    .option('--dataset <name>', 'name to store them under (default: the file’s own column, else its name)')
    .option(
      '--column <field=column>',
      'which column holds a field, where it is named otherwise (repeatable)',
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
    .option('--attack <name>', 'the attack it stood under', 'none')
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
  const results = await withWritableStore(options.store, 'hvsb import scenarios', async (store) => {
    const imported = [];
    for (const file of files) {
      const reading = { columns, ...(options.dataset === undefined ? {} : { dataset: options.dataset }) };
      const { notes } = await planScenarioFile(file, reading);
      const collected = collectScenarios(readScenarioFile(file, reading), {
        skipInvalid: options.skipInvalid === true,
      });
      await importScenarios(store, collected.scenarios);
      const { scenarios, biased, unbiased, controls } = collected.summary;
      const skipped = skippedItems(collected.summary);
      imported.push({ file, scenarios, gold: { biased, unbiased }, controls, skipped, notes });
    }
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
  const dataset = options.dataset ?? basename(file, extname(file));
  let invalid = 0;
  const reading =
    options.skipInvalid === true
      ? readReferenceJudgments(file, () => {
          invalid += 1;
        })
      : readReferenceJudgments(file);
  const { model, attack } = options;
  const imported = await withWritableStore(options.store, 'hvsb import judgments', (store) =>
    importJudgments({ store, dataset, model, attack, importedAt: Date.now() }, reading),
  );
  if (options.json === true)
    return printJson(context, { file, dataset, model, attack, judgments: imported, invalid });
  context.stdout.write(
    `${file}: ${formatCount(imported)} judgments of ${model} under "${attack}", scenarios stored as "${dataset}"${invalid > 0 ? `, ${formatCount(invalid)} bad rows skipped` : ''}\n`,
  );
}
