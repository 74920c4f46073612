import { shortNames } from '../charts/axis.ts';
import { neutralAttack, noAttack } from '../core/condition.ts';
import { formatChange, formatP, joined, significanceLevel } from '../tables/format.ts';
import type { PairedChange } from './inputs/paired-change.ts';
import type { FindingMaker, StudyResults } from './measure.ts';

/*
 * How sentences about results are worded, wherever they stand. Lists and plurals: `joined`, `joinedNames` and `plural`
 * of tables/format.ts.
 */

/**
 * Names of models without provider and organisation, where that leaves them different from each other.
 * @example
 * const shortOf = shortModels(['vllm:llama', 'vllm:qwen']);
 * shortOf('vllm:llama'); // 'llama'
 */
export function shortModels(models: readonly string[]): (model: string) => string {
  const labels = shortNames([...new Set(models)]);
  return (model) => labels.get(model) ?? model;
}

/** A difference of two rates, in whole points from ten on: `+22 points`, `−3.1 points`, `+1.0 points`. */
export function pointsOf(difference: number): string {
  const points = 100 * difference;
  const shown =
    Math.abs(points) < 10 ? formatChange(difference) : formatChange(Math.round(points) / 100).slice(0, -2);
  return `${shown} points`;
}

/** What an adjusted p value says: `more than chance (p = .004)`, `could be chance (p = .086)`. */
export function chance(p: number): string {
  return p < significanceLevel ? `more than chance (${pValue(p)})` : `could be chance (${pValue(p)})`;
}

/** `p = .086`, `p < .001`. */
export function pValue(p: number): string {
  return `p ${formatP(p)
    .replace(/^(?![<>])/, '= ')
    .replace(/^([<>])/, '$1 ')}`;
}

/** `5 of 6 models`; `the model`, `both models`, `all 6 models`, `neither model`, `none of 6 models`. */
export function modelsOf(count: number, all: number): string {
  if (count === all) return ['', 'the model', 'both models'][all] ?? `all ${all} models`;
  if (count === 0) return ['', 'no model', 'neither model'][all] ?? `none of ${all} models`;
  return `${count} of ${all} models`;
}

/** In a sentence: `without an attack`, `under the targeted attack`, `under the neutral prompt`. */
export function underThe(attack: string): string {
  if (attack === neutralAttack) return 'under the neutral prompt';
  return attack === noAttack ? 'without an attack' : `under the ${attack} attack`;
}

/** A sentence that answers the question of a finding. */
export interface Headline {
  readonly question: string;
  /** Null where it has nothing to say: the finding then answers itself. */
  say(results: StudyResults): string | null;
  /** Whether it says all that the finding would have answered, which else follows as the first detail. */
  isWhole?(results: StudyResults): boolean;
}

/** A finding that begins with a headline. */
export function headlined(make: FindingMaker, { question, say, isWhole }: Headline): FindingMaker {
  return (results) => {
    const finding = make(results);
    const answer = say(results);
    if (answer === null) return { ...finding, question };
    const details = isWhole?.(results) === true ? finding.details : [finding.answer, ...finding.details];
    return { ...finding, question, answer, details };
  };
}

/**
 * The smallest difference that a study detects, as words.
 *
 * @example
 * detectedPoints(0.103); // '10.3 points or more'
 */
export function detectedPoints(difference: number): string {
  return `${(100 * difference).toFixed(1)} points or more`;
}

/**
 * What an equivalence test has shown, with its margin.
 *
 * @example
 * noDifference([entry.paired]); // 'no difference of 5 points or more'
 */
export function noDifference(changes: readonly Pick<PairedChange, 'equivalence'>[]): string {
  const margins = [...new Set(changes.flatMap(({ equivalence }) => equivalence?.margin ?? []))];
  const points = margins.map((margin) => `${Number((100 * margin).toFixed(2))}`);
  return `no difference of ${joined(points)} points or more`;
}
