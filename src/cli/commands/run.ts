import { resolve } from 'node:path';
import { Command } from 'commander';
import { metricsJson } from '../../measures/measure-study.ts';
import type { Store } from '../../store/contract/store.ts';
import { loadStudy } from '../../study/load-study.ts';
import type { Study } from '../../study/study-schema.ts';
import { type CommandContext, exitCodes, printJson } from '../command-context.ts';
import { addCallOptions, type CallOptions, jsonOption, storeOption } from '../options.ts';
import { printNextSteps } from '../print-plan.ts';
import { measure, printMetrics, studySelection } from '../steps/metrics.ts';
import { planStudy } from '../steps/plan-study.ts';
import { runStudy, type StudySummary } from '../steps/run-study.ts';
import { printStageSummary } from '../summaries.ts';
import { recordRun, withWritableStore } from '../with-store.ts';

interface RunOptions extends CallOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export function runCommand(context: CommandContext): Command {
  const command = new Command('run')
    .description('run all stages that a study file asks for; interrupted, it goes on where it stopped')
    .argument('[study]', 'study file', 'study.yaml')
    .addOption(storeOption())
    .addOption(jsonOption());
  return addCallOptions(command).action((file: string, options: RunOptions) => run(context, file, options));
}

async function run(context: CommandContext, file: string, options: RunOptions): Promise<void> {
  const study = await loadStudy(file);
  const path = options.store === undefined ? study.store : resolve(options.store);
  if (options.dryRun === true) return planStudy(context, study, path, options);
  const command = `hvsb run ${file}`;
  await withWritableStore(path, command, async (store) => {
    const summary = await recordRun(context, store, command, (recorder) =>
      runStudy(context, store, study, options, recorder),
    );
    if (summary.partial) context.exitCode = exitCodes.findings;
    await printStudy(context, store, study, summary, options.json === true);
    if (options.json !== true) printNextSteps(context, { study: file, store: options.store });
  });
}

async function printStudy(
  context: CommandContext,
  store: Store,
  study: Study,
  summary: StudySummary,
  json: boolean,
): Promise<void> {
  const { judged, explained, agreed, answered } = summary;
  const hasAnswers = [judged, explained, agreed, answered].some((stage) => stage !== null);
  const measured = hasAnswers ? await measure(store, studySelection(study)) : null;
  if (json) {
    const metrics = measured === null ? null : metricsJson(measured.results);
    return printJson(context, { ...summary, metrics });
  }
  if (judged !== null) printStageSummary.judge(context, judged);
  if (explained !== null) printStageSummary.explain(context, explained);
  if (agreed !== null) printStageSummary.agree(context, agreed);
  if (answered !== null) printStageSummary.answer(context, answered);
  if (measured !== null) printMetrics(context, measured, 'text');
}
