import type { EngineResult, ModelRunProgress } from '../../engine/engine.ts';
import type { StageRun } from '../../stages/define-stage.ts';
import type { CallPlan } from '../../stages/plan-calls.ts';
import type { CallSummary, ModelSummary } from '../events.ts';

/** What models that are asked together gave. */
export interface Asked<Outcome extends string> {
  readonly result: EngineResult;
  readonly runs: readonly StageRun<Outcome>[];
}

export interface Turn<Outcome extends string> extends Asked<Outcome> {
  /** Places of its models among all. */
  readonly places: readonly number[];
}

/** The items at these places. */
export function chosen<Item>(items: readonly Item[], places: readonly number[]): readonly Item[] {
  return places.flatMap((place) => items[place] ?? []);
}

/** The turns as one run, its models in the order in which they are named. */
export function inOrder<Outcome extends string>(turns: readonly Turn<Outcome>[]): Asked<Outcome> {
  const ordered = turns
    .flatMap(({ places, result, runs }) =>
      places.map((place, at) => ({ place, modelRun: result.modelRuns[at], run: runs[at] })),
    )
    .toSorted((one, other) => one.place - other.place);
  return {
    runs: ordered.flatMap(({ run }) => run ?? []),
    result: {
      modelRuns: ordered.flatMap(({ modelRun }) => modelRun ?? []),
      seconds: turns.reduce((sum, { result }) => sum + result.seconds, 0),
      spent: turns.at(-1)?.result.spent ?? { tokens: 0, usd: 0 },
      partial: turns.some(({ result }) => result.partial),
    },
  };
}

/** What the calls of a stage gave, over all models and for each. */
export function summed<Outcome extends string>(
  result: EngineResult,
  plans: readonly CallPlan[],
  runs: readonly StageRun<Outcome>[],
  outcomes: readonly Outcome[],
): CallSummary<Outcome> {
  const models = result.modelRuns.map((modelRun, position) =>
    modelSummary(modelRun, plans[position], runs[position]?.outcomes ?? sumByOutcome(outcomes, [])),
  );
  const total = (count: (model: ModelSummary<Outcome>) => number) =>
    models.reduce((sum, model) => sum + count(model), 0);
  return {
    planned: total((model) => model.planned),
    stored: total((model) => model.stored),
    shared: total((model) => model.shared),
    sent: total((model) => model.sent),
    failed: total((model) => model.failed),
    outcomes: sumByOutcome(
      outcomes,
      models.map((model) => model.outcomes),
    ),
    tokens: { input: total((model) => model.tokens.input), output: total((model) => model.tokens.output) },
    unmetered: total((model) => model.unmetered),
    costUsd: models.some((model) => model.costUsd === null) ? null : total((model) => model.costUsd ?? 0),
    seconds: result.seconds,
    partial: result.partial,
    models,
  };
}

function modelSummary<Outcome extends string>(
  modelRun: ModelRunProgress,
  plan: CallPlan | undefined,
  outcomes: Readonly<Record<Outcome, number>>,
): ModelSummary<Outcome> {
  return {
    model: modelRun.model,
    planned: plan?.planned ?? modelRun.planned,
    stored: modelRun.stored,
    shared: Math.max(0, modelRun.stored - (plan?.stored ?? 0)),
    sent: modelRun.answered + modelRun.failed,
    failed: modelRun.failed,
    outcomes,
    tokens: { input: modelRun.inputTokens, output: modelRun.outputTokens },
    unmetered: modelRun.unmetered,
    costUsd: modelRun.costUsd,
    partial: modelRun.stopped !== null || modelRun.failed > 0,
    stopped: modelRun.stopped,
  };
}

function sumByOutcome<Outcome extends string>(
  outcomes: readonly Outcome[],
  counts: readonly Readonly<Record<Outcome, number>>[],
): Record<Outcome, number> {
  const sums = outcomes.map((outcome) => [outcome, counts.reduce((sum, count) => sum + count[outcome], 0)]);
  // `fromEntries` forgets which keys there are: exactly the outcomes.
  return Object.fromEntries(sums) as Record<Outcome, number>;
}
