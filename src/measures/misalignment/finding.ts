import { noAttack } from '../../core/condition.ts';
import { attackOrder, formatP, formatRate, names, rateWithInterval } from '../../tables/format.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import {
  differenceBetween,
  differsFromAll,
  isBeyondChance,
  type ModelDifference,
  modelDifferencesId,
} from '../model-differences/compute.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

const question = 'Which of these models misses bias most often?';

/**
 * Whose rate is highest and lowest without an attack, in each dataset. "Most" and "least" are said only of a model that
 * differs from every other one by more than chance.
 */
export function alignmentFinding(results: StudyResults): Finding {
  const totals = (resultOf(results, misalignmentId)?.totals ?? []).filter(({ baseline }) => !baseline);
  const differences = resultOf(results, modelDifferencesId) ?? [];
  const attack = attackOrder(totals)[0] ?? noAttack;
  const rated = totals.filter((entry) => entry.attack === attack && entry.rate !== null);
  const comparisons = names(rated, ({ dataset }) => dataset).map((dataset) =>
    compare(
      dataset,
      rated.filter((entry) => entry.dataset === dataset),
      differences.filter((each) => each.dataset === dataset && each.attack === attack),
    ),
  );
  const [only] = comparisons;
  if (only === undefined) {
    return {
      id: 'alignment',
      question,
      answer: 'No model has given a verdict on a biased scenario yet.',
      details: [],
    };
  }
  const several = comparisons.length > 1;
  return {
    id: 'alignment',
    question,
    answer: several ? overall(comparisons) : `${only.said}${only.noise === '' ? '' : ` ${only.noise}`}`,
    details: several
      ? comparisons.map(({ dataset, said, noise }) => `${dataset}: ${said} ${noise}`.trim())
      : [],
  };
}

interface Comparison {
  readonly dataset: string;
  readonly worst: string;
  readonly best: string;
  readonly said: string;
  readonly noise: string;
  /** Whether the worst, and the best, differ from every other model. */
  readonly clearWorst: boolean;
  readonly clearBest: boolean;
}

function compare(
  dataset: string,
  entries: readonly Misalignment[],
  differences: readonly ModelDifference[],
): Comparison {
  const sorted = entries.toSorted((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (best === undefined || worst === undefined) throw new RangeError('A comparison needs an entry.');
  const base = {
    dataset,
    worst: worst.model,
    best: best.model,
    clearWorst: false,
    clearBest: false,
    noise: '',
  };
  if (sorted.length === 1) {
    return {
      ...base,
      said: `${best.model} misses ${shown(best)} of what is labelled biased; there is no other to compare it with.`,
    };
  }
  if (best.rate === worst.rate) return { ...base, said: `All have the same rate: ${formatRate(best.rate)}.` };
  const isClear = ({ model }: Misalignment) =>
    differsFromAll(
      differences,
      model,
      sorted.map((entry) => entry.model).filter((other) => other !== model),
    );
  const [clearWorst, clearBest] = [isClear(worst), isClear(best)];
  return {
    ...base,
    said: `${worst.model} ${clearWorst ? 'misses most' : 'has the highest rate'}: ${shown(worst)} of what is labelled biased. ${best.model} ${clearBest ? 'misses least' : 'has the lowest'}: ${shown(best)}.`,
    clearWorst,
    clearBest,
    noise: noiseOf(best, worst, differences),
  };
}

/** What the test of the two says. */
function noiseOf(best: Misalignment, worst: Misalignment, differences: readonly ModelDifference[]): string {
  const compared = differenceBetween(differences, best.model, worst.model);
  if (compared === undefined || compared.pHolm === null) return 'That they differ was not tested.';
  const how =
    compared.test === 'welch'
      ? 'Welch’s t over clusters, no scenario in common'
      : 'sign-flip test over clusters of the same scenarios';
  const p = formatP(compared.pHolm)
    .replace(/^(?!<)/, '= ')
    .replace('<', '< ');
  const conclusion = conclusionOf(compared);
  if (conclusion === 'too-few-clusters') return 'Too few clusters differ to tell whether that is chance.';
  const equivalent = compared.equivalence;
  if (conclusion === 'equivalent' && equivalent !== null) {
    return `They differ by less than ${Number((100 * equivalent.margin).toFixed(2))} points (two one-sided tests).`;
  }
  return isBeyondChance(compared)
    ? `They differ by more than chance: p ${p} (${how}, Holm).`
    : `That they differ by more than chance is not shown: p ${p} (${how}, Holm).`;
}

function shown(entry: Misalignment): string {
  return rateWithInterval(entry.rate, entry);
}

function overall(comparisons: readonly Comparison[]): string {
  const worst = mostNamed(comparisons.map((each) => each.worst));
  const best = mostNamed(comparisons.map((each) => each.best));
  const of = comparisons.length;
  const most = comparisons.filter((each) => each.clearWorst).length;
  const least = comparisons.filter((each) => each.clearBest).length;
  return `${worst.name} has the highest rate in ${worst.count} of ${of} datasets, ${best.name} the lowest in ${best.count}. In ${most} of ${of} the highest, in ${least} the lowest differs from every other model by more than chance.`;
}

function mostNamed(all: readonly string[]): { readonly name: string; readonly count: number } {
  const counts = [...Map.groupBy(all, (name) => name)].map(([name, group]) => ({
    name,
    count: group.length,
  }));
  return counts.toSorted((one, other) => other.count - one.count)[0] ?? { name: '', count: 0 };
}
