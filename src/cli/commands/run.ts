import { Command, Option } from 'commander';
import { HvsbError, UsageError } from '../../errors/errors.ts';
import { metricsJson } from '../../measures/measure-study.ts';
import { redact } from '../../models/keys/redact.ts';
import { secretsIn } from '../../models/open-model.ts';
import type { Store } from '../../store/contract/store.ts';
import { mayBeStore } from '../../store/open-store.ts';
import type { StudyEvent } from '../../study/events.ts';
import { withOwnMeasures } from '../../study/extensions/own-measures.ts';
import { loadStudy } from '../../study/file/load-study.ts';
import type { Study } from '../../study/file/study-schema.ts';
import { measureStudy } from '../../study/measure-study.ts';
import { planStudy } from '../../study/plan-study.ts';
import { runStudy, type StudySummary } from '../../study/run-study.ts';
import { type CallOptions, type StudyOptions, studyRuntime } from '../../study/runtime.ts';
import { RunLog } from '../../study/setup/run-log.ts';
import type { WorkerOptions } from '../../study/sharing/join-work.ts';
import { type CommandContext, exitCodes, printJson } from '../command-context.ts';
import { commandOptions } from '../command-runtime.ts';
import {
  addCallOptions,
  type CallFlags,
  callOptions,
  jsonOption,
  limitOption,
  list,
  positiveInteger,
  storeOption,
} from '../options.ts';
import { printRunSummary } from '../print-metrics.ts';
import { planLine, printNextSteps } from '../print-plan.ts';
import { peopleLine, printStageLine, printStageSummary, textScoreLine } from '../summaries.ts';
import { besideOthers, storePath, withReadableStore, withWritableStore } from '../with-store.ts';

interface RunOptions extends CallFlags, WorkerOptions {
  readonly events?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function runCommand(context: CommandContext): Command {
  const command = new Command('run')
    .description('run all stages of a study file; an interrupted run resumes where it stopped')
    .argument('[study]', 'study file', 'study.yaml')
    .addOption(limitOption())
    .option('--events <file>', 'append what happens to a file, a line of JSON each, for other programs')
    .addOption(storeOption())
    .addOption(
      new Option(
        '--only-models <names>',
        'of the models of the study, ask only these from here, separated by commas; other machines ask the rest',
      ).argParser(list),
    )
    .addOption(
      new Option(
        '--labels <labels>',
        'what this machine has, such as gpu,eu: of models with "needs" it asks those that need nothing else (PostgreSQL)',
      ).argParser(list),
    )
    .addOption(
      new Option(
        '--ranges <n>',
        'most ranges of one model that this machine works on at once (PostgreSQL; default: as many as its calls in flight need)',
      ).argParser(positiveInteger),
    )
    .addOption(jsonOption());
  return addCallOptions(command).action((file: string, options: RunOptions) => {
    if (options.events === undefined) return run(context, file, options, null);
    return runWithEvents(context, file, options, new RunLog(options.events));
  });
}

/** The file says how the run ended, whatever prevents it from running. */
async function runWithEvents(
  context: CommandContext,
  file: string,
  options: RunOptions,
  log: RunLog,
): Promise<void> {
  try {
    await run(context, file, options, log);
    log.write({ kind: 'ended', partial: context.exitCode !== exitCodes.done });
  } catch (error) {
    const message = error instanceof HvsbError ? error.describe() : `A fault in hvsb: ${error}`;
    const { providers } = studyRuntime(await context.extensions());
    log.write({ kind: 'failed', message: redact(message, secretsIn(context.environment, providers)) });
    throw error;
  } finally {
    log.close();
  }
}

async function run(
  context: CommandContext,
  file: string,
  options: RunOptions,
  log: RunLog | null,
): Promise<void> {
  if (options.serve === true) throw serveIsInFile();
  const study = await studyFile(context, file);
  const path = options.store === undefined ? study.store : storePath(options.store);
  const shared = await commandOptions(context);
  const calls = callOptions(options, studyRuntime(shared).providers);
  if (options.dryRun === true) return plan(study, path, { ...shared, calls });
  const command = `hvsb run ${file}`;
  const work = async (store: Store) => {
    const show = shortPlans(context, shared.onEvent);
    const onEvent = (event: StudyEvent) => {
      log?.note(event);
      show(event);
    };
    const { onlyModels, labels, ranges } = options;
    const worker = {
      ...(onlyModels && { onlyModels }),
      ...(labels && { labels }),
      ...(ranges && { ranges }),
    };
    const summary = await runStudy(study, { ...shared, onEvent, store, calls, command, worker });
    if (summary.partial) context.exitCode = exitCodes.findings;
    await printStudy(context, store, study, summary, options.json === true);
    if (options.json !== true) printNextSteps(context, { study: file, store: options.store });
  };
  await withWritableStore(path, command, work, besideOthers);
}

function serveIsInFile(): UsageError {
  return new UsageError('The option --serve is for commands that name models.', {
    where: '--serve',
    advice:
      'In the study file give each model that needs a server its "serve", for example serve: { gpus: 1 }.',
  });
}

/** A study has many stages: a plan without costs is a line. */
function shortPlans(context: CommandContext, show: StudyOptions['onEvent']): (event: StudyEvent) => void {
  return (event) => {
    if (event.kind !== 'planned' || event.models.some(({ remote, served }) => remote && served !== true))
      show?.(event);
    else context.stderr.write(`${planLine(event)}\n`);
  };
}

/** The config's prompt pack, where the study names none. */
async function studyFile(context: CommandContext, file: string): Promise<Study> {
  const study = await loadStudy(file);
  const { prompts } = await context.extensions();
  return study.prompts === undefined && prompts !== undefined ? { ...study, prompts: [prompts] } : study;
}

/** The display prints each plan as it comes. */
async function plan(
  study: Study,
  path: string,
  options: Awaited<ReturnType<typeof commandOptions>> & { readonly calls: CallOptions },
): Promise<void> {
  if (mayBeStore(path)) await withReadableStore(path, (store) => planStudy(study, { ...options, store }));
  else await planStudy(study, options);
}

async function printStudy(
  context: CommandContext,
  store: Store,
  study: Study,
  summary: StudySummary,
  json: boolean,
): Promise<void> {
  const { judged, sensitivity, twins, contamination, people, explained, agreed, answered } = summary;
  const hasAnswers = [judged, sensitivity, twins, explained, agreed, answered].some(
    (stage) => stage !== null,
  );
  const { datasets, measures } = await context.extensions();
  const registry = withOwnMeasures(measures);
  const measured = hasAnswers ? await measureStudy(study, { store, datasets, registry }) : null;
  if (json) {
    const metrics = measured === null ? null : metricsJson(measured.results, registry);
    return printJson(context, { ...summary, metrics });
  }
  printStageLine(context, 'Judgments', judged, printStageSummary.judge);
  printStageLine(context, 'Sensitivity', sensitivity, printStageSummary.judge);
  printStageLine(context, 'Twins', twins, printStageSummary.judge);
  for (const scored of contamination ?? []) context.stdout.write(`Contamination: ${textScoreLine(scored)}\n`);
  if (people !== null) context.stdout.write(`${peopleLine(people)}\n`);
  printStageLine(context, 'Explanations', explained, printStageSummary.explain);
  printStageLine(context, 'Agreement with explanations', agreed, printStageSummary.agree);
  printStageLine(context, 'Answers', answered, printStageSummary.answer);
  context.stdout.write('\n');
  if (measured !== null && !awaitsFirst(judged)) printRunSummary(context, measured, registry);
}

/** Whether there is no judgment yet, because all wait for a batch. */
function awaitsFirst(judged: StudySummary['judged']): boolean {
  if (judged === null) return false;
  const hasNone = judged.models.every(({ outcomes }) =>
    Object.values(outcomes).every((count) => count === 0),
  );
  return hasNone && judged.models.some(({ stopped }) => stopped?.reason === 'batch');
}
