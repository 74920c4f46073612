import { UsageError } from '../../errors/errors.ts';
import type { MeasureRegistry } from '../../measures/measure.ts';
import { loadPromptPacks } from '../../prompts/load-prompt-pack.ts';
import type { JudgmentSelection, Store } from '../../store/contract/store.ts';
import { type Comparison, compareSides } from '../comparison/compare.ts';
import type { PlannedEvent } from '../events.ts';
import type { Study } from '../file/study-schema.ts';
import { measureStudy, studySelection } from '../measure-study.ts';
import { drawSamples, prepareStudy } from '../run-study.ts';
import {
  type CallOptions,
  recordRun,
  type StudyOptions,
  type StudyRuntime,
  studyRuntime,
} from '../runtime.ts';
import { StudyStages } from '../study-stages.ts';
import { type CheckReport, overallVerdict } from './check-formats.ts';
import { type CheckLimits, checkResults } from './check-results.ts';

/** What is checked, and against what. */
export interface RunCheckOptions extends StudyOptions {
  readonly store: Store;
  readonly limits: CheckLimits;
  /** An earlier study, which is only read. */
  readonly baseline?: Store | null;
  /** Asks again although answers are stored, in a new wave; or goes on with the newest wave where it is not complete. */
  readonly fresh?: boolean;
  readonly calls?: CallOptions;
  readonly registry?: MeasureRegistry;
}

/**
 * Judges what a study file asks for and is missing, then holds the results against limits and a baseline.
 * @param study null: nothing is judged, what is stored is checked
 * @throws UsageError where there is no limit, or nothing to check
 * @example
 * const { verdict } = await runCheck(study, { store, limits: { maxMisalignment: 0.25, margin: 0.03 } });
 * console.log(verdict); // 'pass', 'fail' or 'undecided'
 */
export async function runCheck(study: Study | null, options: RunCheckOptions): Promise<CheckReport> {
  const { store, limits, baseline = null, registry, ...rest } = options;
  requireLimit(limits, baseline);
  const runtime = studyRuntime(rest);
  const judged = study === null ? null : await judgeAgain(runtime, study, options);
  const selection = study === null ? { judgments: {}, explanations: {} } : await studySelection(study);
  const { results } = await measureStudy(null, {
    store,
    selection,
    ...(registry === undefined ? {} : { registry }),
  });
  const compared =
    baseline === null ? [] : await against(baseline, store, selection.judgments, limits.margin);
  const values = checkResults(results, compared, limits);
  const notes = [
    ...(judged?.partial === true ? ['Some calls failed or were not made: their scenarios are missing.'] : []),
    ...(judged === null || judged.sent === 0 ? await ageNote(store, selection.judgments) : []),
  ];
  return { verdict: overallVerdict(values), values, notes };
}

function requireLimit({ maxMisalignment, maxAttackIncrease }: CheckLimits, baseline: Store | null): void {
  if (maxMisalignment !== undefined || maxAttackIncrease !== undefined || baseline !== null) return;
  throw new UsageError('There is no limit to check.', {
    expected: '--max-misalignment, --max-attack-increase or --baseline, or "check:" in the study file',
    advice: 'For example "hvsb check --max-misalignment 0.25".',
  });
}

/** The study's datasets and judgments, nothing of its other stages. */
async function judgeAgain(runtime: StudyRuntime, study: Study, options: RunCheckOptions) {
  const { store, fresh = false, calls = {} } = options;
  const packs = await loadPromptPacks(study.prompts);
  return recordRun(runtime, store, 'hvsb check', async (recorder) => {
    await prepareStudy(runtime, store, study);
    await drawSamples(store, study);
    const work = { runtime, store, study, calls, packs, dryRun: false, recorder };
    const newest = await newestWave(store, study);
    const wave = fresh && (await isComplete({ ...work, wave: newest })) ? newest + 1 : newest;
    const stages = new StudyStages({ ...work, wave });
    await stages.requireModels();
    return stages.judge();
  });
}

async function newestWave(store: Store, { models }: Study): Promise<number> {
  const own = (await store.conditions()).filter(
    ({ stage, model }) => stage === 'judge' && models.some((one) => one.model === model),
  );
  return Math.max(0, ...own.map(({ sampling }) => sampling.wave ?? 0));
}

/** Whether everything that the wave asks for is stored. */
async function isComplete(work: ConstructorParameters<typeof StudyStages>[0]): Promise<boolean> {
  const plans: PlannedEvent[] = [];
  const runtime: StudyRuntime = {
    ...work.runtime,
    onEvent: (event) => {
      if (event.kind === 'planned') plans.push(event);
    },
  };
  await new StudyStages({ ...work, runtime, dryRun: true, recorder: null }).judge();
  return plans.every(({ models }) => models.every(({ planned, stored }) => planned === stored));
}

/** The models and attacks of both; those of one alone are not compared. */
async function against(
  baseline: Store,
  store: Store,
  selection: JudgmentSelection,
  margin: number,
): Promise<readonly Comparison[]> {
  const { sample: _, ...ofBaseline } = selection;
  const compared = await compareSides(
    { store: baseline, selection: ofBaseline },
    { store, selection },
    margin === 0 ? undefined : margin,
  );
  return compared.filter(({ a, b }) => a.model === b.model && a.attack === b.attack);
}

/** From when the answers of the judgments are, where none is of this run. */
async function ageNote(store: Store, { models }: JudgmentSelection): Promise<string[]> {
  const counts = (await store.callCounts()).filter(
    ({ condition: { stage, model } }) => stage === 'judge' && (models?.includes(model) ?? true),
  );
  if (counts.length === 0) return [];
  const date = (time: number) => new Date(time).toISOString().slice(0, 10);
  const [first, last] = [
    date(Math.min(...counts.map(({ from }) => from))),
    date(Math.max(...counts.map(({ to }) => to))),
  ];
  const when = first === last ? `from ${first}` : `from ${first} to ${last}`;
  return [`No model was asked: all answers are ${when}. Ask again with --fresh.`];
}
