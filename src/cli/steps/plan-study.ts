import { existsSync } from 'node:fs';
import type { Stage } from '../../core/condition.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import type { DatasetSize, DatasetSource } from '../../datasets/dataset-source.ts';
import { datasetSources, findDatasetSource } from '../../datasets/registry.ts';
import { estimateTokens } from '../../engine/budget.ts';
import { UsageError } from '../../errors/errors.ts';
import { loadPromptPack, type PromptPack, type Template } from '../../prompts/prompt-pack.ts';
import { answerSampling } from '../../stages/answer/answer.ts';
import { emulateSampling } from '../../stages/emulate/emulate.ts';
import type { CallPlan } from '../../stages/stage.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { Study } from '../../study/study-schema.ts';
import type { CommandContext } from '../command-context.ts';
import type { CallOptions } from '../options.ts';
import { printPlan } from '../print-plan.ts';
import { withReadableStore } from '../with-store.ts';
import { engineLimits, priceOf } from './model-choice.ts';
import { datasetLocation } from './prepare.ts';
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

/** What a stage of a study would send, counted from what the published datasets hold; a plan for each model. */
export interface NominalPlan {
  readonly stage: Stage;
  readonly plans: readonly CallPlan[];
}

/** About how many tokens an explanation has. */
const explanationTokens = 60;

interface Part {
  readonly kind: ScenarioText['kind'];
  readonly textTokens: number;
  /** Scenarios that are judged, and of these the biased ones. */
  readonly judged: number;
  readonly biased: number;
  readonly emulated: number;
  readonly questions: number;
}

/** Plans a study before its data is on this machine. Datasets whose size nobody counted count nothing. */
export function nominalPlans(study: Study, prompts: PromptPack): readonly NominalPlan[] {
  const parts = study.datasets.map(({ dataset }) => partOf(findDatasetSource(dataset), study));
  return [
    ...emulatePlan(study, prompts, parts),
    ...judgePlan(study, prompts, parts),
    ...explainPlan(study, prompts, parts),
    ...agreePlan(study, prompts, parts),
    ...answerPlan(study, prompts, parts),
  ];
}

function partOf(source: DatasetSource, { emulate }: Study): Part {
  const size = source.size ?? { biased: 0, controls: 0, textBytes: 0 };
  const isRewritten = emulate !== undefined && size.statementsByCategory !== undefined;
  const emulated = isRewritten ? emulatedScenarios(size, emulate.perType) : 0;
  const biased = isRewritten ? emulated : size.biased;
  return {
    kind: kindOf(source),
    textTokens: size.textBytes / 3,
    judged: isRewritten ? emulated : size.biased + size.controls,
    biased,
    emulated,
    questions: size.questions ?? 0,
  };
}

/** So many of each category in both directions, as far as there are. */
function emulatedScenarios({ statementsByCategory = [] }: DatasetSize, perType: number): number {
  return 2 * statementsByCategory.reduce((sum, statements) => sum + Math.min(statements, perType), 0);
}

function kindOf({ forms: [form] }: DatasetSource): Part['kind'] {
  return form === 'answer' || form === 'conversation' ? form : 'statement';
}

function emulatePlan({ emulate }: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  if (emulate === undefined) return [];
  const calls = parts.map((part) => ({
    count: part.emulated,
    tokens: tokensOf(prompts.emulate) + part.textTokens,
  }));
  return [{ stage: 'emulate', plans: [planOf(emulate.model, calls, emulateSampling.maxTokens)] }];
}

function judgePlan({ judge, models }: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  if (judge === undefined) return [];
  const calls = judge.attacks.flatMap((attack) =>
    parts.map((part) => ({
      count: part.judged * judge.repeat,
      tokens:
        tokensOf(prompts.judge[part.kind]) + part.textTokens + estimateTokens(prompts.attacks[attack] ?? ''),
    })),
  );
  return [{ stage: 'judge', plans: models.map(({ model }) => planOf(model, calls, judge.maxTokens)) }];
}

function explainPlan(study: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  const { explain } = study;
  if (explain === undefined) return [];
  const calls = parts.map((part) => ({
    count: explainedScenarios(part, study) * explain.repeat,
    tokens: tokensOf(prompts.explain[part.kind]) + part.textTokens,
  }));
  return [
    { stage: 'explain', plans: explainers(study).map((model) => planOf(model, calls, explain.maxTokens)) },
  ];
}

/** Every rater reads the explanations of every explainer. */
function agreePlan(study: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  const { agree, explain, models } = study;
  if (agree === undefined || explain === undefined) return [];
  const writers = (agree.explainers ?? explainers(study)).length;
  const calls = parts.map((part) => ({
    count: explainedScenarios(part, study) * explain.repeat * writers * agree.repeat,
    tokens: tokensOf(prompts.agree[part.kind]) + part.textTokens + explanationTokens,
  }));
  const raters = agree.raters ?? models.map(({ model }) => model);
  return [{ stage: 'agree', plans: raters.map((model) => planOf(model, calls, agree.maxTokens)) }];
}

function answerPlan({ answer, models }: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  if (answer === undefined) return [];
  const calls = parts.map((part) => ({
    count: part.questions * answer.repeat * answer.attacks.length,
    tokens: tokensOf(prompts.answer) + part.textTokens,
  }));
  const names = answer.models ?? models.map(({ model }) => model);
  return [{ stage: 'answer', plans: names.map((model) => planOf(model, calls, answerSampling.maxTokens)) }];
}

function explainers({ explain, models }: Study): readonly string[] {
  return explain?.models ?? models.map(({ model }) => model);
}

function explainedScenarios(part: Part, { explain }: Study): number {
  return Math.min(part.biased, explain?.n ?? part.biased);
}

function tokensOf(template: Template): number {
  return estimateTokens(template.text);
}

function planOf(
  model: string,
  calls: readonly { readonly count: number; readonly tokens: number }[],
  maxTokens = 0,
): CallPlan {
  const planned = calls.reduce((sum, { count }) => sum + count, 0);
  const inputTokens = Math.round(calls.reduce((sum, { count, tokens }) => sum + count * tokens, 0));
  return { model, planned, stored: 0, inputTokens, outputTokensAtMost: planned * maxTokens };
}
