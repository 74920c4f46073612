import { hash } from 'node:crypto';
import type { Stage } from '../../core/condition.ts';
import { countOf } from '../../core/plural.ts';
import type { DefinedStage } from '../../stages/define-stage.ts';
import { packsOf, type StageRequest } from '../../stages/plan-calls.ts';
import type { NumberRange } from '../../store/contract/scenarios.ts';
import type { SharedStage } from '../../work/rounds.ts';
import type { SharedWork } from '../../work/shared-work.ts';
import type { PlannedModel } from '../events.ts';
import { describeChoice, type ModelChoice, type StudyRuntime } from '../runtime.ts';

/** Calls of a range: enough that taking it costs little, few enough that losing it does, too. */
const callsOfRange = 400;
const fewestCallsOfRange = 20;
/** In so many parts at least, where there are enough calls, so that several workers have something to do. */
const fewestRanges = 8;

/** How a stage is done together. */
export interface Sharing {
  readonly work: SharedWork;
  /** All models of the stage, also those that this worker does not ask. */
  readonly everyone: readonly ModelChoice[];
  /** Most ranges of one model at once. */
  readonly mostRanges: number;
  /** Called where something is left of models that nobody asks. */
  readonly left: () => void;
}

/** What several workers do together of a stage, by the model's name. */
export type SharedModels = ReadonlyMap<string, SharedStage>;

interface SharedRequest {
  readonly models: readonly ModelChoice[];
  readonly dryRun: boolean;
  readonly sharing?: Sharing;
}

/** Stages whose results another stage builds on: nobody goes on before they are done, by whomever. */
const awaitedStages: ReadonlySet<Stage> = new Set(['emulate', 'explain']);

/**
 * What is left of a stage as work that several workers do together. Without models of which all is stored, and without those
 * that are asked in batches: what waits in one is left to whoever sent it.
 * @param plans of the request's models
 * @param planOthers plans the stage for models that other workers ask
 */
export async function shareStage<Request extends StageRequest>(
  runtime: StudyRuntime,
  stage: DefinedStage<Request, string>,
  request: Request & SharedRequest,
  plans: readonly PlannedModel[],
  planOthers: (choices: readonly ModelChoice[]) => Promise<readonly PlannedModel[]>,
): Promise<SharedModels> {
  const { sharing, models, dryRun } = request;
  const shared = new Map<string, SharedStage>();
  if (sharing === undefined || dryRun) return shared;
  const others = awaitedStages.has(stage.name) ? modelsOfOthers(sharing, models) : [];
  const all = [...plans, ...(await planOthers(others))];
  const left = [...models, ...others].filter((choice, position) => {
    const plan = all[position];
    const isLeft = plan !== undefined && plan.stored < plan.planned;
    return isLeft && choice.batch !== true && plan.waiting === undefined;
  });
  if (left.length === 0) return shared;
  const { ranges, digest } = await rangesOf(stage, request);
  const differing: string[] = [];
  for (const choice of left) {
    const { id, endpoint } = describeChoice(runtime, choice);
    const key = JSON.stringify([stage.name, id, endpoint, askedIn(request), digest]);
    const work: SharedStage = { stage: stage.name, model: id, key, ranges };
    await sharing.work.enter(work);
    if (await sharing.work.isAskedOtherwise(work)) differing.push(id);
    shared.set(id, work);
  }
  if (differing.length > 0) {
    const message = `Other workers have a study file that asks something else of ${differing.join(', ')} in the stage "${stage.name}": what both ask may be paid twice. Give all workers the same study file.`;
    runtime.onEvent?.({ kind: 'notice', message });
  }
  return shared;
}

/** The models of the study that this worker does not ask. */
export function modelsOfOthers(
  { everyone }: Sharing,
  models: readonly ModelChoice[],
): readonly ModelChoice[] {
  const own = new Set(models.map(({ model }) => model));
  return everyone.filter(({ model }) => !own.has(model));
}

/** How many ranges a worker holds at once where nobody says: enough for its calls in flight and those planned after them. */
export function usualRanges(concurrency: number): number {
  return Math.max(2, 1 + Math.ceil((2 * concurrency) / callsOfRange));
}

/** The items in their order, cut in the same way by every worker; and what tells them from others. */
async function rangesOf<Request extends StageRequest>(
  stage: DefinedStage<Request, string>,
  request: Request,
): Promise<{ readonly ranges: readonly NumberRange[]; readonly digest: string }> {
  const numbers = await stage.itemNumbers(request);
  const calls = stage.callsPerItem(request);
  const most = Math.max(1, Math.round(callsOfRange / calls));
  const fewest = Math.max(1, Math.round(fewestCallsOfRange / calls));
  const size = Math.min(most, Math.max(fewest, Math.ceil(numbers.length / fewestRanges)));
  const ranges: NumberRange[] = [];
  for (let at = 0; at < numbers.length; at += size) {
    const part = numbers.subarray(at, at + size);
    ranges.push({ from: part[0] ?? 0, to: part.at(-1) ?? 0 });
  }
  return { ranges, digest: hash('sha256', numbers) };
}

/** What the request asks for, beside the items and where it is stored. */
function askedIn(request: StageRequest): readonly unknown[] {
  const { attacks, repeats, sampling } = request;
  const questions = 'questions' in request ? request.questions : null;
  const orderSeed = 'orderSeed' in request ? request.orderSeed : null;
  const packs = packsOf(request).map(({ name, version }) => `${name}@${version}`);
  return [attacks, repeats, sampling, questions, orderSeed, packs];
}

/** Ranges that were given up, as sentences: one for each model and reason. */
export async function givenUpNotices(
  work: SharedWork,
  shared: Iterable<SharedStage>,
): Promise<readonly string[]> {
  const lost = await work.givenUp([...shared]);
  return lost.map(
    ({ model, reason, ranges }) =>
      `${model}: ${countOf(ranges, 'range was', 'ranges were')} given up after several attempts. The last time: ${reason}`,
  );
}
