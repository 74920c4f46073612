import { setTimeout } from 'node:timers/promises';
import type { Stage } from '../../core/condition.ts';
import { countOf } from '../../core/plural.ts';
import type { SharedWork } from '../../work/shared-work.ts';
import type { PlannedModel } from '../events.ts';
import type { ModelChoice, StudyRuntime } from '../runtime.ts';

interface Waiting extends Pick<StudyRuntime, 'signal' | 'onEvent'> {
  readonly mayAsk: (model: string) => boolean;
}

const lookEveryMs = 500;

/**
 * Waits until no worker has anything left of a stage. False where something is left of models that this worker does not
 * ask, and no other is there that does.
 */
export async function waitForOthers(
  work: SharedWork,
  stage: Stage,
  { signal, onEvent, mayAsk }: Waiting,
): Promise<boolean> {
  for (let isSaid = false; !signal.aborted; isSaid = true) {
    const left = await work.leftOf(stage);
    if (left.length === 0) return true;
    const models = [...new Set(left.map(({ model }) => model))];
    const count = left.reduce((sum, { ranges }) => sum + ranges, 0);
    const what = `${countOf(count, 'range', 'ranges')} of the stage "${stage}" (${models.join(', ')})`;
    if (!(await work.canOthersAsk(models))) {
      const isForeign = models.some((model) => !mayAsk(model));
      const message = `Nobody works on ${what}. What builds on it follows when "hvsb run" has asked these models.`;
      if (isForeign) onEvent?.({ kind: 'notice', message });
      return !isForeign;
    }
    if (!isSaid) onEvent?.({ kind: 'notice', message: `Waiting for other workers: ${what}.` });
    await setTimeout(lookEveryMs);
  }
  return false;
}

/** Models of which something is left that nobody asks who works now. */
export async function leftToNobody(
  work: SharedWork,
  models: readonly ModelChoice[],
  plan: (models: readonly ModelChoice[]) => Promise<readonly PlannedModel[]>,
): Promise<readonly string[]> {
  const left: string[] = [];
  const plans = models.length === 0 ? [] : await plan(models);
  for (const [position, { model }] of models.entries()) {
    const { planned = 0, stored = 0 } = plans[position] ?? {};
    if (stored < planned && !(await work.canOthersAsk([model]))) left.push(model);
  }
  return left;
}
