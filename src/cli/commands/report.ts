import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import type { MeasureRegistry } from '../../measures/measure.ts';
import type { MeasureSelection } from '../../measures/measure-store.ts';
import { storeName } from '../../store/open-store.ts';
import { withOwnMeasures } from '../../study/extensions/own-measures.ts';
import { loadStudy } from '../../study/file/load-study.ts';
import type { Study } from '../../study/file/study-schema.ts';
import { studySelection } from '../../study/measure-study.ts';
import { verifyReport } from '../../study/verify-report.ts';
import { writeReport } from '../../study/write-report.ts';
import { oneLine, plural } from '../../tables/format.ts';
import { type CommandContext, formatCount, printJson } from '../command-context.ts';
import {
  addScenarioOptions,
  conditionOption,
  jsonOption,
  judgmentChoice,
  list,
  marginOption,
  nonNegativeInteger,
  packOption,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
  wordingsOption,
} from '../options.ts';
import { storePath, withReadableStore } from '../with-store.ts';

interface ReportOptions extends ScenarioOptions {
  readonly out: string;
  readonly study?: string;
  readonly title?: string;
  readonly model?: readonly string[];
  readonly attack?: readonly string[];
  readonly scenarios: number;
  readonly pack?: string;
  readonly condition?: readonly number[];
  readonly margin?: number;
  readonly wordings?: number;
  readonly store?: string;
  readonly json?: boolean;
  readonly verify?: boolean;
}

export function reportCommand(context: CommandContext): Command {
  const command = new Command('report')
    .description(
      'write what a study found as one page to send, figures and tables for a paper, methods and references',
    )
    .requiredOption('--out <folder>', 'folder to write; it has to be new, empty, or an earlier report')
    .option(
      '--study <file>',
      'study file whose name, selection and store it takes (default: study.yaml if there)',
    )
    .option('--title <text>', 'title of the report (default: the name of the study)')
    .option('--model <names>', 'only these models', list)
    .option('--attack <names>', 'only these attacks', list)
    .addOption(packOption())
    .addOption(conditionOption())
    .addOption(wordingsOption())
    .addOption(marginOption())
    .option(
      '--scenarios <n>',
      'most scenarios whose texts and answers the page shows; 0 for none',
      nonNegativeInteger,
      200,
    )
    .option('--verify', 'compute every number of the report in --out again from the store, and compare')
    .addOption(storeOption())
    .addOption(jsonOption());
  return addScenarioOptions(command).action((options: ReportOptions) => report(context, options));
}

async function report(context: CommandContext, options: ReportOptions): Promise<void> {
  const file = options.study ?? (existsSync('study.yaml') ? 'study.yaml' : undefined);
  const study = file === undefined ? null : await loadStudy(file);
  const path = options.store ?? study?.store;
  const title = options.title ?? study?.name ?? storeName(storePath(path));
  const { datasets, measures } = await context.extensions();
  if (options.verify === true) return verify(context, options, { path, registry: withOwnMeasures(measures) });
  const selection = await selectionOf(options, study);
  const written = await withReadableStore(path, (store) =>
    writeReport(study, {
      store,
      datasets,
      registry: withOwnMeasures(measures),
      title,
      selection,
      rateMargin: options.margin,
      scenarios: options.scenarios,
      folder: options.out,
      onEvent: (event) => {
        if (event.kind === 'notice') context.stderr.write(`${event.message}\n`);
      },
    }),
  );
  if (options.json === true) return printJson(context, { folder: options.out, files: written });
  context.stdout.write(
    `Wrote ${formatCount(written.length)} files to ${options.out}: open ${options.out}/report.html; tables/ and figures/ are for a paper.\n`,
  );
}

/** Compares a report with the store that it was made from. */
async function verify(
  context: CommandContext,
  options: ReportOptions,
  { path, registry }: { readonly path: string | undefined; readonly registry: MeasureRegistry },
): Promise<void> {
  const found = await withReadableStore(path, (store) => verifyReport(options.out, { store, registry }));
  const { tables, numbers, differences } = found;
  if (options.json === true) printJson(context, { folder: options.out, ...found });
  else if (differences.length === 0) {
    context.stdout.write(
      `All ${formatCount(numbers)} numbers in ${formatCount(tables)} tables of ${options.out} are those that the store gives.\n`,
    );
  } else context.stdout.write(`${differences.map(oneLine).join('\n')}\n`);
  if (differences.length > 0) {
    throw new UsageError('The report is not what the store gives.', {
      where: options.out,
      found: `${differences.length} ${plural(differences.length, 'difference', 'differences')}`,
      advice: 'Write the report again, or name the store that it was made from with --store.',
    });
  }
}

/** What of a selection the command line can name. */
type SelectionOptions = ScenarioOptions &
  Pick<ReportOptions, 'model' | 'attack' | 'pack' | 'condition' | 'wordings'>;

/** The study's selection, narrowed by what the command line names. */
export async function selectionOf(options: SelectionOptions, study: Study | null): Promise<MeasureSelection> {
  const base = study === null ? null : await studySelection(study);
  const named = scenarioFilter(options);
  const wordings = options.wordings ?? base?.wordings;
  return {
    ...(wordings === undefined ? {} : { wordings }),
    judgments: {
      ...base?.judgments,
      ...named,
      ...(options.model === undefined ? {} : { models: options.model }),
      ...(options.attack === undefined ? {} : { attacks: options.attack }),
      ...judgmentChoice(options),
    },
    explanations: {
      ...base?.explanations,
      ...named,
      ...(options.model === undefined ? {} : { explainers: options.model, raters: options.model }),
    },
  };
}
