import { hash } from 'node:crypto';
import { countOf } from '../../core/plural.ts';
import type { DefinedStage } from '../../stages/define-stage.ts';
import { type NamedModel, packsOf, type StageRequest } from '../../stages/plan-calls.ts';
import type { NumberRange } from '../../store/contract/scenarios.ts';
import type { SharedStage } from '../../work/rounds.ts';
import type { SharedWork } from '../../work/shared-work.ts';

/** Calls of a range: enough that taking it costs little, few enough that losing it does, too. */
const callsOfRange = 400;
const fewestCallsOfRange = 20;
/** In so many parts at least, where there are enough calls, so that several workers have something to do. */
const fewestRanges = 8;

/** A model of a stage, with what it has to do. */
export interface ModelWork {
  readonly model: NamedModel;
  readonly planned: number;
  readonly stored: number;
}

/** What is left of a stage as work that several workers do together, by the model's name. Without what is all stored. */
export async function shareStage<Request extends StageRequest>(
  work: SharedWork,
  stage: DefinedStage<Request, string>,
  request: Request,
  models: readonly ModelWork[],
): Promise<ReadonlyMap<string, SharedStage>> {
  const shared = new Map<string, SharedStage>();
  const missing = models.filter(({ planned, stored }) => stored < planned);
  if (missing.length === 0) return shared;
  const { ranges, digest } = await rangesOf(stage, request);
  for (const { model } of missing) {
    const key = JSON.stringify([stage.name, model.id, model.endpoint, askedIn(request), digest]);
    const own: SharedStage = { stage: stage.name, model: model.id, key, ranges };
    await work.enter(own);
    shared.set(model.id, own);
  }
  return shared;
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
  const numbers: number[] = [];
  for await (const batch of stage.itemNumbers(request)) for (const number of batch) numbers.push(number);
  const calls = stage.callsPerItem(request);
  const most = Math.max(1, Math.round(callsOfRange / calls));
  const fewest = Math.max(1, Math.round(fewestCallsOfRange / calls));
  const size = Math.min(most, Math.max(fewest, Math.ceil(numbers.length / fewestRanges)));
  const ranges: NumberRange[] = [];
  for (let at = 0; at < numbers.length; at += size) {
    const part = numbers.slice(at, at + size);
    ranges.push({ from: part[0] ?? 0, to: part.at(-1) ?? 0 });
  }
  return { ranges, digest: hash('sha256', JSON.stringify(numbers)) };
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
