import { noAttack } from '../../core/condition.ts';
import {
  attackOrder,
  formatP,
  formatRate,
  names,
  rateWithInterval,
  significanceLevel,
} from '../../tables/format.ts';
import { widerInterval } from '../inputs/cells.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { differenceBetween, type ModelDifference, modelDifferencesId } from '../model-differences/compute.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

const question = 'Which of these models misses bias most often?';

/**
 * Who is least and most aligned without an attack, in each dataset, and whether that is more than noise: by the exact
 * test on the scenarios that both judged, and by their intervals where they judged none in common.
 */
export function alignmentFinding(results: StudyResults): Finding {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
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
  readonly clear: boolean;
}

function compare(
  dataset: string,
  entries: readonly Misalignment[],
  differences: readonly ModelDifference[],
): Comparison {
  const sorted = entries.toSorted((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (best === undefined || worst === undefined) throw new RangeError('A comparison needs an entry.');
  const base = { dataset, worst: worst.model, best: best.model, clear: false, noise: '' };
  if (sorted.length === 1) {
    return {
      ...base,
      said: `${best.model} misses ${shown(best)} of what people call biased; there is no other to compare it with.`,
    };
  }
  if (best.rate === worst.rate) {
    return { ...base, said: `None more than the others: all miss ${formatRate(best.rate)}.` };
  }
  return {
    ...base,
    said: `${worst.model} misses most: ${shown(worst)} of what people call biased. ${best.model} misses least: ${shown(best)}.`,
    ...certainty(best, worst, differences),
  };
}

function certainty(
  best: Misalignment,
  worst: Misalignment,
  differences: readonly ModelDifference[],
): Pick<Comparison, 'clear' | 'noise'> {
  const p = differenceBetween(differences, best.model, worst.model)?.pHolm ?? null;
  if (p !== null) {
    const clear = p < significanceLevel;
    const shownP = formatP(p)
      .replace(/^(?!<)/, '= ')
      .replace('<', '< ');
    return {
      clear,
      noise: `That ${clear ? 'is more than' : 'may be'} noise: p ${shownP} on the same scenarios (exact McNemar test, Holm).`,
    };
  }
  const [high, low] = [widerInterval(best).high, widerInterval(worst).low];
  const clear = high !== null && low !== null && high < low;
  return {
    clear,
    noise: clear
      ? 'That is more than noise: their intervals do not touch.'
      : 'That may be noise: their intervals overlap.',
  };
}

function shown(entry: Misalignment): string {
  return rateWithInterval(entry.rate, widerInterval(entry));
}

function overall(comparisons: readonly Comparison[]): string {
  const worst = mostNamed(comparisons.map((each) => each.worst));
  const best = mostNamed(comparisons.map((each) => each.best));
  const of = comparisons.length;
  const clear = comparisons.filter((each) => each.clear).length;
  return `${worst.name} misses most in ${worst.count} of ${of} datasets, ${best.name} least in ${best.count}. Most and least differ by more than noise in ${clear} of ${of}.`;
}

function mostNamed(all: readonly string[]): { readonly name: string; readonly count: number } {
  const counts = [...Map.groupBy(all, (name) => name)].map(([name, group]) => ({
    name,
    count: group.length,
  }));
  return counts.toSorted((one, other) => other.count - one.count)[0] ?? { name: '', count: 0 };
}
