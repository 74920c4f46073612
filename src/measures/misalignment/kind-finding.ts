import { plainLabel } from '../../charts/axis.ts';
import { noAttack } from '../../core/condition.ts';
import {
  attackOrder,
  formatCount,
  formatRate,
  joined,
  names,
  plural,
  significanceLevel,
} from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import type { KindTest } from './kind-tests.ts';

const question = 'On which kind of scenario?';

/**
 * Whether models miss some categories of a dataset more than others without an attack, by the test of each model. Where
 * no test finds anything only the order is given.
 */
export function scenarioTypesFinding(results: StudyResults): Finding {
  const result = resultOf(results, misalignmentId);
  const all = (result?.breakdowns.category ?? []).filter(({ baseline }) => !baseline);
  const attack = attackOrder(all)[0] ?? noAttack;
  const entries = all.filter((entry) => entry.attack === attack && entry.rate !== null);
  const tests = (result?.kinds ?? []).filter(({ division }) => division === 'category');
  const sentences = names(entries, ({ dataset }) => dataset).flatMap((dataset) => {
    const said = ofDataset(
      entries.filter((entry) => entry.dataset === dataset),
      tests.filter((test) => test.dataset === dataset),
    );
    return said === null ? [] : [{ dataset, said }];
  });
  const [first, ...others] = sentences;
  return {
    id: 'scenario-types',
    question,
    answer: first === undefined ? notCompared(entries) : said(first, others.length > 0),
    details: others.map((each) => said(each, true)),
  };
}

/** Why no kinds can be compared: nothing of a model to compare, or nothing to compare it with. */
function notCompared(entries: readonly Misalignment[]): string {
  return entries.length === 0
    ? 'No model has given a verdict on a biased scenario yet.'
    : 'The scenarios of each dataset that are labelled biased are of one category.';
}

function said(sentence: { dataset: string; said: string }, several: boolean): string {
  return several ? `${sentence.dataset}: ${sentence.said}` : sentence.said;
}

function ofDataset(entries: readonly Misalignment[], tests: readonly KindTest[]): string | null {
  const kinds = kindsOf(entries).toSorted((one, other) => other.mean - one.mean);
  const [most, least] = [kinds[0], kinds.at(-1)];
  if (most === undefined || least === undefined || most === least) return null;
  if (most.mean === least.mean) return `On all alike: ${formatRate(most.mean)} on average over the models.`;
  const tested = tests.filter(({ pHolm }) => pHolm !== null);
  const differing = tested.filter(isKindDependent).length;
  if (differing === 0) {
    return `That it depends on the kind is not shown. From the highest rate to the lowest, on average over the models: ${order(kinds)}.`;
  }
  return `It depends on the kind by more than chance in ${differing} of ${tested.length} ${plural(tested.length, 'model', 'models')} (p < .05 after Holm). From the highest rate to the lowest, on average over the models: ${order(kinds)}.`;
}

/** Whether the rates of a model differ between kinds by more than chance. */
export function isKindDependent({ pHolm }: KindTest): boolean {
  return pHolm !== null && pHolm < significanceLevel;
}

interface Kind {
  readonly name: string;
  /** Mean of the models' rates, each model weighing the same. */
  readonly mean: number;
  /** How many scenarios these rates are of, as text. */
  readonly n: string;
}

const mostListed = 4;

/** All kinds, or the two at each end of many. */
function order(kinds: readonly Kind[]): string {
  const shown = kinds.map(({ name, mean, n }) => `${plainLabel(name)} (${formatRate(mean)}, n = ${n})`);
  if (shown.length <= mostListed) return joined(shown);
  return `${shown.slice(0, 2).join(', ')}, …, ${shown.slice(-2).join(', ')}`;
}

function kindsOf(entries: readonly Misalignment[]): Kind[] {
  return names(entries, ({ category }) => category ?? '').map((name) => {
    const own = entries.filter(({ category }) => category === name);
    const mean = own.reduce((sum, { rate }) => sum + (rate ?? 0), 0) / own.length;
    return { name, mean, n: verdictCount(own) };
  });
}

/** Models by their rate under this attack, lowest first, then those without one, then baselines. */
export function ranked(entries: readonly Misalignment[], attack: string): string[] {
  // No rate reaches 2, so models without one come after all others.
  const rates = new Map(
    entries.filter((entry) => entry.attack === attack).map(({ model, rate }) => [model, rate ?? 2]),
  );
  const rate = (model: string) => (isBaseline(model) ? 3 : 0) + (rates.get(model) ?? 2);
  return names(entries, ({ model }) => model).sort((one, other) => rate(one) - rate(other));
}

/** How many scenarios these rates are of: `500`, or `480–500` where they differ. */
export function verdictCount(entries: readonly Misalignment[]): string {
  const counts = entries.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(most) : `${formatCount(least)}–${formatCount(most)}`;
}
