import { Command } from 'commander';
import { countOf } from '../../../core/plural.ts';
import {
  type ImportedExplanationFile,
  type ImportedJudgmentFile,
  type ImportedPeopleFile,
  type ImportedScenarioFile,
  importExplanationFiles,
  importJudgmentFiles,
  importPeopleFiles,
  importScenarioFiles,
} from '../../../study/imports/import-files.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { skippedLines } from '../../summaries.ts';
import { withWritableStore } from '../../with-store.ts';
import { importRatingsCommand } from './import-ratings.ts';
import { importResultsCommand } from './import-results.ts';
import { addReadingOptions, duplicatesOption, type ReadingFlags, readingOptions } from './reading-options.ts';

interface AnswerFlags extends ReadingFlags {
  readonly model?: string;
  readonly attack?: string;
  readonly byPeople?: boolean;
  readonly person?: string;
  readonly duplicates: 'conflict' | 'repeats';
}

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description('import scenarios, judgments, explanations or ratings made elsewhere')
    .addCommand(scenariosCommand(context))
    .addCommand(judgmentsCommand(context))
    .addCommand(explanationsCommand(context))
    .addCommand(importResultsCommand(context))
    .addCommand(importRatingsCommand(context));
}

function scenariosCommand(context: CommandContext): Command {
  const command = new Command('scenarios')
    .argument('<files...>')
    .description(
      'scenarios from a table (CSV and the like, JSON, Parquet, .xlsx): columns scenario (or statement, context + question + answer, prompt + completion), gold, category, ...',
    );
  return addReadingOptions(command).action(async (files: readonly string[], flags: ReadingFlags) => {
    const reading = readingOptions(flags);
    const results = await withWritableStore(flags.store, 'hvsb import scenarios', (store) =>
      importScenarioFiles({ store, files, reading, ...taking(flags) }),
    );
    if (flags.json === true) return printJson(context, { files: results });
    for (const result of results) printScenarios(context, result);
  });
}

function judgmentsCommand(context: CommandContext): Command {
  const command = new Command('judgments')
    .argument('<files...>')
    .description(
      'judgments from a table: the columns of a scenario (or its id alone, where it is stored), response or verdict, and where they differ model, attack, repeat',
    )
    .option('--model <name>', 'the model that gave the responses (default: the file’s column "model")')
    .option(
      '--attack <name>',
      'the attack that they were given under (default: the column "attack", else none)',
    )
    .option('--by-people', 'people gave them: a column "person" (or rater, annotator, …) says who')
    .option('--person <name>', 'the one person who gave them; with --by-people');
  return addReadingOptions(command)
    .addOption(duplicatesOption())
    .action(async (files: readonly string[], flags: AnswerFlags) => {
      const reading = answerReading(flags);
      const { duplicates } = flags;
      if (flags.byPeople === true || flags.person !== undefined) return importPeople(context, files, flags);
      const results = await withWritableStore(flags.store, 'hvsb import judgments', (store) =>
        importJudgmentFiles({ store, files, reading, duplicates, ...taking(flags) }),
      );
      if (flags.json === true) return printJson(context, { files: results });
      for (const result of results) printJudgments(context, result);
    });
}

async function importPeople(
  context: CommandContext,
  files: readonly string[],
  flags: AnswerFlags,
): Promise<void> {
  const { model: _, ...others } = flags;
  const reading = answerReading({
    ...others,
    ...(flags.person === undefined ? {} : { model: flags.person }),
  });
  const results = await withWritableStore(flags.store, 'hvsb import judgments', (store) =>
    importPeopleFiles({ store, files, reading, ...taking(flags) }),
  );
  if (flags.json === true) return printJson(context, { files: results });
  for (const result of results) {
    const { file, judgments, undecided, duplicates, people, scenarios, newScenarios } = result;
    const counts = [
      `${formatCount(judgments + undecided)} judgments by people${byModel(people)}`,
      `of ${countOf(scenarios, 'scenario')}, ${formatCount(newScenarios)} of them new`,
      ...(undecided > 0 ? [`${formatCount(undecided)} without a verdict`] : []),
      ...(duplicates > 0 ? [`${rows(duplicates)} said the same again`] : []),
    ];
    context.stdout.write(`${file}: ${counts.join(', ')}\n`);
    printNotes(context, result);
  }
}

function explanationsCommand(context: CommandContext): Command {
  const command = new Command('explanations')
    .argument('<files...>')
    .description(
      'explanations from a table: the columns of a scenario (or its id alone, where it is stored), explanation (or response), model; scenario_adv + explanation_adv',
    )
    .option('--model <name>', 'the model that wrote them (default: the file’s column "model")')
    .option(
      '--attack <name>',
      'the attack that they were written under (default: the column "attack", else none)',
    );
  return addReadingOptions(command)
    .addOption(duplicatesOption())
    .action(async (files: readonly string[], flags: AnswerFlags) => {
      const reading = answerReading(flags);
      const { duplicates } = flags;
      const results = await withWritableStore(flags.store, 'hvsb import explanations', (store) =>
        importExplanationFiles({ store, files, reading, duplicates, ...taking(flags) }),
      );
      if (flags.json === true) return printJson(context, { files: results });
      for (const result of results) printExplanations(context, result);
    });
}

function taking({ skipInvalid, replace }: ReadingFlags) {
  return { skipInvalid: skipInvalid === true, replaces: replace === true };
}

function answerReading(flags: AnswerFlags) {
  const { model, attack } = flags;
  return {
    ...readingOptions(flags),
    ...(model === undefined ? {} : { model }),
    ...(attack === undefined ? {} : { attack }),
  };
}

function printScenarios(context: CommandContext, result: ImportedScenarioFile): void {
  const { file, scenarios, gold, controls, added, duplicates } = result;
  const counts = [
    `${formatCount(scenarios)} scenarios`,
    `${formatCount(gold.biased)} biased`,
    `${formatCount(controls)} controls`,
    ...(added < scenarios ? [`${formatCount(scenarios - added)} of them stored before`] : []),
    ...(duplicates > 0 ? [`${rows(duplicates)} said the same again`] : []),
  ];
  context.stdout.write(`${file}: ${counts.join(', ')}\n`);
  printNotes(context, result);
}

function printJudgments(context: CommandContext, result: ImportedJudgmentFile): void {
  const { file, judgments, errors, unchanged, replaced, duplicates, scenarios, newScenarios } = result;
  const counts = [
    `${countOf(judgments, 'judgment')}${byModel(result.models)}`,
    `of ${countOf(scenarios, 'scenario')}, ${formatCount(newScenarios)} of them new`,
    ...(errors > 0 ? [`${countOf(errors, 'call')} without an answer (stored as failed)`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} stored before`] : []),
    ...(replaced > 0 ? [`${formatCount(replaced)} replaced`] : []),
    ...(duplicates > 0 ? [`${rows(duplicates)} said the same again`] : []),
  ];
  context.stdout.write(`${file}: ${counts.join(', ')}\n`);
  printNotes(context, result);
}

function printExplanations(context: CommandContext, result: ImportedExplanationFile): void {
  const { file, models, outcomes, duplicates } = result;
  const without = (['empty', 'refused'] as const)
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `, ${formatCount(outcomes[outcome])} ${outcome}`);
  const again = duplicates > 0 ? `, ${rows(duplicates)} said the same again` : '';
  context.stdout.write(
    `${file}: ${formatCount(outcomes.explained)} explanations${without.join('')}${byModel(models)}${again}\n`,
  );
  printNotes(context, result);
}

/** In brackets behind a count; nothing where nobody made any. */
function byModel(models: Readonly<Record<string, number>>): string {
  const parts = Object.entries(models).map(([model, count]) => `${formatCount(count)} by ${model}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function rows(count: number): string {
  return count === 1 ? 'one row' : `${formatCount(count)} rows`;
}

function printNotes(
  context: CommandContext,
  {
    notes,
    skipped,
    leftOut,
    invalid,
  }: ImportedScenarioFile | ImportedJudgmentFile | ImportedExplanationFile | ImportedPeopleFile,
): void {
  const counted = [
    ...(invalid > 0 ? [`${rows(invalid)} skipped as invalid`] : []),
    ...(leftOut > 0 ? [`${rows(leftOut)} without a scenario or an answer`] : []),
  ];
  const summary = counted.length > 0 ? [`${counted.join(', ')}:`] : [];
  for (const note of [...notes, ...summary, ...skippedLines(skipped)]) context.stdout.write(`  ${note}\n`);
}
