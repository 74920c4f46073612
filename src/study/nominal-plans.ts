import type { Stage } from '../core/condition.ts';
import type { ScenarioText } from '../core/scenario.ts';
import type { DatasetSize, DatasetSource } from '../datasets/dataset-source.ts';
import { findDatasetSource } from '../datasets/registry.ts';
import { estimateTokens } from '../engine/budget.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import { questionsOf } from '../prompts/prompt-variants.ts';
import type { Template } from '../prompts/template.ts';
import { answerSampling } from '../stages/answer/answer.ts';
import { emulateSampling } from '../stages/emulate/emulate.ts';
import { judgeSampling } from '../stages/judge/judge.ts';
import type { CallPlan } from '../stages/plan-calls.ts';
import type { PlanPurpose } from './events.ts';
import type { Study } from './file/study-schema.ts';

/** What a stage of a study would send, counted from what the published datasets hold; a plan for each model. */
export interface NominalPlan {
  readonly stage: Stage;
  readonly purpose?: PlanPurpose;
  readonly plans: readonly CallPlan[];
}

/** About how many tokens an explanation has. */
export const explanationTokens = 60;

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
export function nominalPlans(
  study: Study,
  packs: readonly [PromptPack, ...PromptPack[]],
  sources: readonly DatasetSource[],
): readonly NominalPlan[] {
  const [prompts] = packs;
  const parts = study.datasets.map(({ dataset }) => partOf(findDatasetSource(dataset, sources), study));
  return [
    ...emulatePlan(study, prompts, parts),
    ...judgePlan(study, packs, parts),
    ...sensitivityPlan(study, prompts, parts),
    ...twinsPlan(study, prompts, parts),
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

function judgePlan(
  { judge, models }: Study,
  packs: readonly PromptPack[],
  parts: readonly Part[],
): NominalPlan[] {
  if (judge === undefined) return [];
  const prompts = packs.flatMap((pack) => judge.attacks.map((attack) => ({ pack, attack })));
  const calls = prompts.flatMap(({ pack, attack }) =>
    parts.map((part) => ({
      count: part.judged * judge.repeat * judge.wordings,
      tokens:
        tokensOf(pack.judge[part.kind][0]) +
        part.textTokens +
        estimateTokens((Object.hasOwn(pack.attacks, attack) ? pack.attacks[attack] : null) ?? ''),
    })),
  );
  return [{ stage: 'judge', plans: models.map(({ model }) => planOf(model, calls, judge.maxTokens)) }];
}

/** As judgments in every way that the pack can ask, of a sample of the biased scenarios. */
function sensitivityPlan(study: Study, prompts: PromptPack, parts: readonly Part[]): NominalPlan[] {
  const { sensitivity, models, judge } = study;
  if (sensitivity === undefined) return [];
  const { n, wordings = Number.POSITIVE_INFINITY, attacks, repeat } = sensitivity;
  const questions = questionsOf(prompts).filter(({ wording }) => wording <= wordings).length;
  const calls = attacks.flatMap((attack) =>
    parts.map((part) => ({
      count: Math.min(part.biased, n) * questions * repeat,
      tokens:
        tokensOf(prompts.judge[part.kind][0]) +
        part.textTokens +
        estimateTokens(prompts.attacks[attack] ?? ''),
    })),
  );
  const asked = sensitivity.models ?? models.map(({ model }) => model);
  const maxTokens = judge?.maxTokens ?? judgeSampling.maxTokens;
  return [
    { stage: 'judge', purpose: 'sensitivity', plans: asked.map((model) => planOf(model, calls, maxTokens)) },
  ];
}

/** Two scenarios a set; of what has no twins, none: statements are pairs, answers have one twin each. */
function twinsPlan(
  { twins, models, judge }: Study,
  prompts: PromptPack,
  parts: readonly Part[],
): NominalPlan[] {
  if (twins === undefined) return [];
  const calls = twins.attacks.flatMap((attack) =>
    parts.map((part) => ({
      count: 2 * Math.min(part.biased, twins.n) * twins.repeat,
      tokens:
        tokensOf(prompts.judge[part.kind][0]) +
        part.textTokens +
        estimateTokens(prompts.attacks[attack] ?? ''),
    })),
  );
  const asked = twins.models ?? models.map(({ model }) => model);
  const maxTokens = judge?.maxTokens ?? judgeSampling.maxTokens;
  return [{ stage: 'judge', purpose: 'twins', plans: asked.map((model) => planOf(model, calls, maxTokens)) }];
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
  return {
    model,
    planned,
    stored: 0,
    inputTokens,
    outputTokens: null,
    outputTokensAtMost: planned * maxTokens,
  };
}
