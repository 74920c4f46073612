import { Command } from 'commander';
import { type ImportedExplanationFile, importExplanationFile } from '../../study/import-files.ts';
import { type CommandContext, printJson } from '../command-context.ts';
import { formatCount } from '../format.ts';
import { appended, columnMapping, jsonOption, storeOption } from '../options.ts';
import { skippedLines } from '../summaries.ts';
import { withWritableStore } from '../with-store.ts';

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
      'which column holds a field, where it is named otherwise (repeatable)',
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
