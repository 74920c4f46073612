import { existsSync } from 'node:fs';
import type { Stage } from '../../core/condition.ts';
import { datasetSources, findDatasetSource } from '../../datasets/registry.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import type { Study } from '../../study/study.ts';
import type { CommandContext } from '../command-context.ts';
import type { CallOptions } from '../options.ts';
import { printPlan } from '../print-plan.ts';
import { withReadableStore } from '../with-store.ts';
import { datasetLocation } from './dataset-location.ts';
import { engineLimits, priceOf } from './model-choice.ts';
import { type NominalPlan, nominalPlans } from './nominal-plan.ts';
import { drawSamples, prepareStudy } from './run-study.ts';
import { choicesFor, StudyStages } from './study-stages.ts';

/**
 * Prints what the calls of a study would be; nothing is written or sent. Counted over what is stored, else
 * over the datasets on this machine, else from what the published datasets hold.
 */
export async function planStudy(
  context: CommandContext,
  study: Study,
  path: string,
  options: CallOptions,
): Promise<void> {
  if (existsSync(path)) {
    const planned = await withReadableStore(path, async (store) => {
      const holds = await holdsStudy(store, study);
      if (holds) await planOverStore(context, store, study, options);
      return holds;
    });
    if (planned) return;
  }
  const absent = await absentDatasets(context, study);
  if (absent.length > 0) return planWithoutData(context, study, options, absent);
  const store = await openSqliteStore(':memory:');
  try {
    await prepareStudy(context, store, study);
    await drawSamples(store, study);
    await planOverStore(context, store, study, options);
  } finally {
    await store.close();
  }
}

async function planOverStore(
  context: CommandContext,
  store: Store,
  study: Study,
  options: CallOptions,
): Promise<void> {
  const prompts = await loadPromptPack(study.prompts);
  const stages = new StudyStages(context, store, study, { ...options, dryRun: true }, prompts, null);
  await stages.emulate();
  await stages.judge();
  await stages.explain();
  const explanations = await store.countExplanations({
    datasets: study.datasets.map(({ dataset }) => dataset),
  });
  if (explanations > 0) await stages.agree();
  else
    await printNominal(
      context,
      study,
      options,
      'agree',
      'There are no explanations yet: counted as if each model gave all that are asked for.',
    );
  await stages.answer();
}

async function planWithoutData(
  context: CommandContext,
  study: Study,
  options: CallOptions,
  absent: readonly string[],
): Promise<void> {
  const note = `Counted from what the published datasets hold: ${absent.join(', ')} not on this machine.`;
  for (const stage of ['emulate', 'judge', 'explain', 'agree', 'answer'] as const) {
    await printNominal(context, study, options, stage, note);
  }
}

async function printNominal(
  context: CommandContext,
  study: Study,
  options: CallOptions,
  stage: Stage,
  note: string,
): Promise<void> {
  const prompts = await loadPromptPack(study.prompts);
  const known = { ...study, datasets: study.datasets.filter(({ dataset }) => isPublished(dataset)) };
  const plan = nominalPlans(known, prompts).find((each: NominalPlan) => each.stage === stage);
  if (plan === undefined) return;
  const models = plan.plans.map(
    ({ model }) => study.models.find((each) => each.model === model) ?? { model },
  );
  const prices = choicesFor(models, options).map(priceOf);
  printPlan(context.stderr, stage, plan.plans, prices, engineLimits(options), [note]);
}

/** Whether the store holds all datasets and samples of the study. */
async function holdsStudy(store: Store, study: Study): Promise<boolean> {
  const datasets = (await store.countScenarios({})).map((count) => count.dataset);
  const samples = (await store.samples()).map((sample) => sample.name);
  return (
    study.datasets.every(({ dataset }) => datasets.includes(dataset)) &&
    study.samples.every(({ name }) => samples.includes(name))
  );
}

async function absentDatasets(context: CommandContext, study: Study): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const { dataset, from } of study.datasets) {
    if (from !== undefined && isPublished(dataset)) continue;
    try {
      await datasetLocation(findDatasetSource(dataset), from, context);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      absent.push(dataset);
    }
  }
  return absent;
}

function isPublished(dataset: string): boolean {
  return datasetSources.some((source) => source.id === dataset);
}
