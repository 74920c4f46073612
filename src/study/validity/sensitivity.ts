import { headlineQuestion, type JudgeQuestion } from '../../core/judge-question.ts';
import { wordingCount } from '../../prompts/judge-templates.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import { questionsOf } from '../../prompts/prompt-variants.ts';
import { type JudgeRequest, judgeStage } from '../../stages/judge/judge.ts';
import { type Draw, drawScenarios } from '../../stages/sample.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import { type CallSettings, runCallStage } from '../call-stage.ts';
import type { StudyRuntime } from '../runtime.ts';
import type { JudgeSummary } from '../stages.ts';
import { chooseScenarios } from '../subjects/choose-subjects.ts';
import { onlyScenarios } from '../subjects/limit.ts';

/** The headline question in each of the first so many wordings. */
export function firstWordings(count: number): readonly JudgeQuestion[] {
  return Array.from({ length: count }, (_, index) => ({ ...headlineQuestion, wording: index + 1 }));
}

/** What is asked in every way, of whom. */
export interface SensitivityRequest extends Omit<JudgeRequest, 'prompts' | 'questions'>, CallSettings {
  readonly prompts: PromptPack;
  /** Scenarios of each dataset; all where there are fewer. */
  readonly size: number;
  readonly seed: number;
  /** Only the first so many wordings; default all of the pack. */
  readonly wordings?: number | undefined;
}

/** What `hvsb sensitivity --json` prints of the calls. */
export interface SensitivitySummary extends JudgeSummary {
  /** Name of the sample that was judged in every way. */
  readonly sample: string;
}

/**
 * Has models judge a sample of the gold-biased scenarios in every way that the pack can ask: wordings × label words ×
 * label orders. The sample has the datasets' categories and variants, and as many clusters as it can; it is stored
 * as `sensitivity-<size>-<seed>`. Null after a dry run.
 * @throws UsageError where nothing matches; PromptError for more wordings than the pack has
 */
export async function judgeInAllWays(
  runtime: StudyRuntime,
  given: SensitivityRequest,
): Promise<SensitivitySummary | null> {
  const { store, size, seed, prompts, wordings = wordingCount(prompts) } = given;
  const filter = { ...given.filter, gold: 'biased' as const };
  await chooseScenarios(runtime, store, filter);
  const draw = await drawEach(store, filter, size, seed);
  const numbers = draw.flatMap((each) => each.numbers);
  const questions = questionsOf(prompts).filter(({ wording }) => wording <= wordings);
  const name = `sensitivity-${size}-${seed}`;
  const request = {
    ...given,
    purpose: 'sensitivity' as const,
    filter,
    store: onlyScenarios(store, numbers),
    questions: checked(questions, wordings),
  };
  const summary = await runCallStage(runtime, judgeStage, request, async () => {
    await store.putSample({ name, seed, stratify, createdAt: Date.now() }, numbers);
  });
  return summary === null ? null : { ...summary, sample: name };
}

const stratify = ['category', 'variant'] as const;

/** A draw of each dataset. */
async function drawEach(
  store: Store,
  filter: ScenarioFilter,
  size: number,
  seed: number,
): Promise<readonly Draw[]> {
  const draws: Draw[] = [];
  for (const dataset of new Set((await store.countScenarios(filter)).map((count) => count.dataset))) {
    const own = { ...filter, datasets: [dataset] };
    draws.push(await drawScenarios({ store, size, seed, stratify, filter: own, spreadClusters: true }));
  }
  return draws;
}

/** More wordings than the pack has are asked for as they are, so that the pack can say so. */
function checked(questions: readonly JudgeQuestion[], wordings: number): readonly JudgeQuestion[] {
  const most = Math.max(...questions.map(({ wording }) => wording));
  return most < wordings ? [...questions, { ...headlineQuestion, wording: wordings }] : questions;
}
