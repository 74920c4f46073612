import { shortNames } from '../charts/axis.ts';
import { formatChange, formatP, joined, significanceLevel } from '../tables/format.ts';

/*
 * How sentences about results are worded: findings, cautions, methods and the page use the same words.
 * Lists and plurals: `joined`, `joinedNames` and `plural` of tables/format.ts.
 */

/**
 * Names of models without provider and organisation, where that leaves them different from each other.
 * @example
 * const short = shortModels(['vllm:llama', 'vllm:qwen']);
 * short('vllm:llama'); // 'llama'
 */
export function shortModels(models: readonly string[]): (model: string) => string {
  const labels = shortNames([...new Set(models)]);
  return (model) => labels.get(model) ?? model;
}

/** A difference of two rates, rounded to whole points from ten on: `+22 points`, `−3.1 points`, `+1 point`. */
export function pointsOf(difference: number): string {
  const size = Math.abs(100 * difference);
  const shown =
    size >= 10
      ? formatChange(Math.round(100 * difference) / 100).replace(/\.0$/, '')
      : formatChange(difference);
  return `${shown} ${/^[+−]1\.0$/.test(shown) ? 'point' : 'points'}`;
}

/** `p = .086`, `p < .001`: as a sentence has it. */
export function pValue(p: number): string {
  const shown = formatP(p);
  return shown.startsWith('<') ? `p < ${shown.slice(1)}` : `p = ${shown}`;
}

/** What an adjusted p value says: `more than chance (p = .004)`, `this could be chance (p = .086)`. */
export function chance(p: number): string {
  return p < significanceLevel ? `more than chance (${pValue(p)})` : `this could be chance (${pValue(p)})`;
}

/** `5 of 6 models`; `the model` of one, `neither model` and `both models` of two, `all 6 models`, `none of 6 models`. */
export function modelsOf(count: number, all: number): string {
  if (all === 1) return count === 1 ? 'the model' : 'not the model';
  if (count === 0) return all === 2 ? 'neither model' : `none of ${all} models`;
  if (count === all) return all === 2 ? 'both models' : `all ${all} models`;
  return `${count} of ${all} models`;
}

/** The attack as a sentence has it: `the targeted attack`, `no attack`. */
export function theAttack(attack: string): string {
  return attack === 'none' ? 'no attack' : `the ${attack} attack`;
}

/** Datasets as a sentence has them: `the sample`, `BBQ and StereoSet`. */
export function onDatasets(titles: readonly string[]): string {
  return `on ${joined(titles)}`;
}
