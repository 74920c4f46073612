import { neutralAttack, noAttack } from '../../core/condition.ts';
import type { JudgmentTable } from '../../core/tables.ts';
import { compareConditions } from '../inputs/compare-conditions.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { PairedChange } from '../inputs/paired-change.ts';
import { measureId } from '../measure.ts';

/**
 * How the misalignment rate of a model differs between two system prompts, over the gold-biased scenarios (and repeats) with a
 * verdict under both: `attack` less `comparedWith`.
 */
export interface AttackControl {
  readonly dataset: string;
  readonly model: string;
  /** An attack, compared with the neutral prompt; or the neutral prompt, compared with none. */
  readonly attack: string;
  readonly comparedWith: string;
  readonly paired: PairedChange;
}

/** The id of the measure in the results of a study: `resultOf(results, attackControlsId)`. */
export const attackControlsId = measureId<readonly AttackControl[]>('attack-controls');

/**
 * Whether it is what an attack says that changes verdicts, or that there is a system prompt at all: each attack against a neutral
 * prompt of the targeted one's length, and the neutral prompt against none. A family of tests is a dataset: all
 * comparisons and models. Baselines do not read prompts.
 *
 * Source: `pairedChange`, see there.
 *
 * @param margin of the equivalence tests: .05 is five points.
 */
export function attackControls(table: JudgmentTable, margin?: number): AttackControl[] {
  const judged = table.series.filter(({ model }) => !isBaseline(model));
  const pairs = judged.flatMap((first) => {
    const { model, attack } = first;
    if (attack === noAttack) return [];
    const comparedWith = attack === neutralAttack ? noAttack : neutralAttack;
    const second = judged.find((one) => one.model === model && one.attack === comparedWith);
    return second === undefined ? [] : [{ name: { model, attack, comparedWith }, first, second }];
  });
  if (!pairs.some(({ name }) => [name.attack, name.comparedWith].includes(neutralAttack))) return [];
  const comparison = 'attack controls: all models and system prompts';
  return compareConditions(table, pairs, comparison, margin).map(({ name, dataset, change }) => ({
    dataset,
    ...name,
    paired: change,
  }));
}
