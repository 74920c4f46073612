import {
  formatCount,
  formatInterval,
  formatRate,
  names,
  numberedModel,
  plural,
  rateCell,
  significanceLevel,
} from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import {
  type Agreeability,
  type AgreeabilityCell,
  type AgreementPair,
  type AgreementRate,
  agreeabilityId,
  type ExplainerAgreeability,
  type Harshness,
} from './compute.ts';

const lead =
  'How often other models agree with a model’s explanations, not knowing whose they are: AGREE / (AGREE + DISAGREE), with its 95% interval over clusters of scenarios. Most agreed with first.';

/** Whose explanations others agree with; then who agrees with whom. */
export function agreeabilityTables(results: StudyResults): Table[] {
  const result = resultOf(results, agreeabilityId);
  if (result === null) return [];
  const { cells } = result;
  const explainers = mostTrustedFirst(result.explainers);
  const right = 'right' as const;
  return [
    {
      title: 'Agreeability of explanations',
      lead,
      columns: [
        { label: 'explainer' },
        { label: 'others agree', align: right },
        { label: 'it agrees itself', align: right },
        { label: 'raters', align: right, expendable: 'first' },
        { label: 'verdicts of others', align: right, expendable: 'first' },
      ],
      rows: explainers.map(({ explainer, byOthers }) => [
        explainer,
        agreedCell(byOthers),
        ownRate(cells, explainer),
        formatCount(otherRaters(cells, explainer).length),
        formatCount(byOthers.n),
      ]),
      notes: [
        ...answer(result, explainers),
        ...unequalReaders(result),
        ...noVerdictNote(explainers.map(({ all }) => all)),
      ],
    },
    ...agreeabilityMatrix(
      cells,
      explainers.map(({ explainer }) => explainer),
    ),
  ];
}

function mostTrustedFirst(explainers: readonly ExplainerAgreeability[]): ExplainerAgreeability[] {
  // No rate is below 0, so explainers without one come last.
  return explainers.toSorted((one, other) => (other.byOthers.rate ?? -1) - (one.byOthers.rate ?? -1));
}

function ownRate(cells: readonly AgreeabilityCell[], model: string): string {
  const own = cells.find(({ explainer, rater }) => explainer === model && rater === model);
  return own === undefined ? '—' : formatRate(own.rate);
}

function otherRaters(cells: readonly AgreeabilityCell[], model: string): string[] {
  return cells
    .filter(({ explainer, rater, n }) => explainer === model && rater !== model && n > 0)
    .map(({ rater }) => rater);
}

function answer({ explainerPairs }: Agreeability, explainers: readonly ExplainerAgreeability[]): string[] {
  const rated = explainers.filter(({ byOthers }) => byOthers.rate !== null);
  if (rated.length === 0) {
    return ['No model has read another’s explanations, so nothing can be said of whom others trust.'];
  }
  const shown = extremes(
    rated.map(({ explainer }) => explainer),
    explainerPairs,
  );
  const sentences = [
    ...shown.first.map((model) => `Others agree with ${model} more often than with every other model.`),
    ...shown.last.map((model) => `Others agree with ${model} less often than with every other model.`),
  ];
  if (rated.length === 1) return [];
  return [
    sentences.join(' ') || 'No model is shown to be agreed with more or less often than all others.',
    ...pairsNote(explainerPairs, 'explainers', 'the scenarios and raters that two explainers share'),
  ];
}

/** Which of the models differ from every other in one direction: the first of an order, the last; none or one each. */
export function extremes(
  models: readonly string[],
  pairs: readonly AgreementPair[],
): { readonly first: readonly string[]; readonly last: readonly string[] } {
  const beyond = (model: string, sign: 1 | -1) =>
    models.length > 1 &&
    models.every((other) => other === model || sign * shownDifference(pairs, model, other) > 0);
  return {
    first: models.filter((model) => beyond(model, 1)),
    last: models.filter((model) => beyond(model, -1)),
  };
}

/** 0 where no difference is shown. */
function shownDifference(pairs: readonly AgreementPair[], one: string, other: string): number {
  const pair = pairs.find(({ models }) => models.includes(one) && models.includes(other));
  if (pair === undefined || pair.pHolm === null || pair.pHolm >= significanceLevel) return 0;
  return (pair.models[0] === one ? 1 : -1) * (pair.difference ?? 0);
}

function pairsNote(pairs: readonly AgreementPair[], models: string, over: string): string[] {
  const tested = pairs.filter(({ pHolm }) => pHolm !== null);
  if (tested.length === 0) return [];
  const differ = tested.filter(({ pHolm }) => (pHolm ?? 1) < significanceLevel).length;
  return [
    `${differ} of ${tested.length} ${plural(tested.length, 'pair', 'pairs')} of ${models} ${plural(differ, 'differs', 'differ')}: sign-flip test over clusters, over ${over}, p < .05${tested.length > 1 ? ` after Holm for ${tested.length} comparisons (all pairs of ${models})` : ''}.`,
  ];
}

/** Rates over different raters are not comparable: one of them may be harsh. */
function unequalReaders({ cells, explainers }: Agreeability): string[] {
  const raters = names(cells, ({ rater }) => rater);
  const unequal = explainers.some(
    ({ explainer }) =>
      otherRaters(cells, explainer).length < raters.filter((rater) => rater !== explainer).length,
  );
  return unequal
    ? [
        'Caution: not every rater read every model’s explanations. Compare along a column of the next table instead.',
      ]
    : [];
}

/** Beyond so many columns a terminal has no room for the intervals, and a note names the widest. */
const mostWithIntervals = 4;

/** Explainers in rows and raters in columns, both in the order of `explainers`; raters that explain nothing come last. */
export function agreeabilityMatrix(
  cells: readonly AgreeabilityCell[],
  explainers: readonly string[],
): Table[] {
  const raters = ratersInOrder(cells, explainers);
  if (explainers.length * raters.length < 2) return [];
  const numbers = new Map([...new Set([...explainers, ...raters])].map((model, i) => [model, i + 1]));
  const find = new Map(cells.map((cell) => [key(cell.explainer, cell.rater), cell]));
  const marked = cells.some(({ explainer, rater }) => explainer === rater);
  return [
    {
      title: 'Agreeability: who agrees with whom',
      lead: `Explainers in rows, raters in columns, by the same numbers: how often the rater agrees, in per cent.${marked ? ' In parentheses a model that reads its own explanations.' : ''} Compare down a column, where the rater is the same.`,
      columns: [
        { label: 'explainer' },
        ...raters.map((rater) => ({ label: String(numbers.get(rater) ?? ''), align: 'right' as const })),
      ],
      rows: explainers.map((explainer) => [
        numberedModel(numbers.get(explainer) ?? 0, explainer),
        ...raters.map((rater) => share(find.get(key(explainer, rater)), explainer === rater, marked)),
      ]),
      notes: [
        ...(raters.length > mostWithIntervals
          ? widest(cells)
          : ['Intervals: 95%, over clusters of scenarios.']),
        ...onlyRaters(raters, explainers, numbers),
        ...(cells.some(({ n }) => n === 0) ? ['– asked, and no verdict in any answer.'] : []),
      ],
      splits: true,
    },
  ];
}

function ratersInOrder(cells: readonly AgreeabilityCell[], explainers: readonly string[]): string[] {
  const raters = names(cells, ({ rater }) => rater);
  return [
    ...explainers.filter((explainer) => raters.includes(explainer)),
    ...raters.filter((rater) => !explainers.includes(rater)),
  ];
}

function share(cell: AgreeabilityCell | undefined, own: boolean, marked: boolean): Cell {
  if (cell === undefined) return '';
  // The space holds the place of a parenthesis, so that numbers stand below each other.
  const dressed = (text: string) => (own ? `(${text})` : text + (marked ? ' ' : ''));
  if (cell.rate === null) return dressed('–');
  const interval = formatInterval(cell.low, cell.high);
  return {
    text: dressed(`${formatRate(cell.rate)} ${interval}`),
    short: dressed((100 * cell.rate).toFixed(0)),
  };
}

function widest(cells: readonly AgreeabilityCell[]): string[] {
  const width = ({ low, high }: AgreeabilityCell) => (high ?? 0) - (low ?? 0);
  const [cell] = cells
    .filter(({ rate }) => rate !== null)
    .toSorted((one, other) => width(other) - width(one));
  if (cell === undefined) return [];
  return [
    `Widest 95% interval: ${formatInterval(cell.low, cell.high)}, for ${cell.explainer} read by ${cell.rater}; JSON and CSV files have all.`,
  ];
}

function onlyRaters(
  raters: readonly string[],
  explainers: readonly string[],
  numbers: ReadonlyMap<string, number>,
): string[] {
  const others = raters.filter((rater) => !explainers.includes(rater));
  if (others.length === 0) return [];
  return [`Raters only: ${others.map((rater) => `${numbers.get(rater)} ${rater}`).join(', ')}.`];
}

function key(explainer: string, rater: string): string {
  return JSON.stringify([explainer, rater]);
}

const harshnessLead =
  'How often a rater disagrees with explanations of other models, with its 95% interval over clusters of scenarios: DISAGREE / (AGREE + DISAGREE). Harshest first.';
/** A rater beyond these says the same of nearly everything. */
const hardlyEver = 0.02;
const fewest = 20;

/** How harsh each rater is; empty where nothing was read. */
export function harshnessTables(results: StudyResults): Table[] {
  const result = resultOf(results, agreeabilityId);
  if (result === null) return [];
  const raters = result.raters.toSorted((one, other) => rateOf(other) - rateOf(one));
  const right = 'right' as const;
  return [
    {
      title: 'Harshness of raters',
      lead: harshnessLead,
      columns: [
        { label: 'rater' },
        { label: 'disagrees with others', align: right },
        { label: 'with itself', align: right },
        { label: 'verdicts on others', align: right, expendable: 'first' },
      ],
      rows: raters.map((entry) => [
        entry.rater,
        towardsOthers(entry),
        withItself(result.cells, entry.rater),
        formatCount(entry.towardsOthers.n),
      ]),
      notes: [
        ...spread(result, raters),
        ...unmoved(raters, ({ rate }) => rate < hardlyEver, 'agree'),
        ...unmoved(raters, ({ rate }) => rate > 1 - hardlyEver, 'disagree'),
        ...noVerdictNote(raters.map(({ all }) => all)),
      ],
    },
  ];
}

function rateOf({ towardsOthers }: Harshness): number {
  return towardsOthers.rate ?? -1;
}

function towardsOthers({ towardsOthers: rate }: Harshness): Cell {
  return rateCell(askedCount(rate) === 0 ? undefined : rate);
}

function withItself(cells: readonly AgreeabilityCell[], model: string): string {
  const own = cells.find(({ explainer, rater }) => explainer === model && rater === model);
  if (own === undefined) return '—';
  return formatRate(own.rate === null ? null : 1 - own.rate);
}

function spread({ raterPairs }: Agreeability, raters: readonly Harshness[]): string[] {
  const shown = extremes(
    raters.filter(({ towardsOthers }) => towardsOthers.rate !== null).map(({ rater }) => rater),
    raterPairs,
  );
  return [
    ...shown.first.map((model) => `${model} disagrees more often than every other rater.`),
    ...shown.last.map((model) => `${model} disagrees less often than every other rater.`),
    ...pairsNote(raterPairs, 'raters', 'the explanations that two raters share'),
  ];
}

/** A rater that always says the same tells nothing of the explanations. */
function unmoved(
  raters: readonly Harshness[],
  isSo: (rate: { readonly rate: number }) => boolean,
  verb: 'agree' | 'disagree',
): string[] {
  const found = raters.filter(({ all }) => all.rate !== null && all.n >= fewest && isSo({ rate: all.rate }));
  if (found.length === 0) return [];
  const does =
    found.length === 1
      ? `${verb}s with nearly everything it reads; what it says`
      : `${verb} with nearly everything they read; what they say`;
  return [`Caution: ${found.map(({ rater }) => rater).join(', ')} ${does} tells little of the explanations.`];
}

/** How often raters agree, clustered: a dash where nothing was asked, `undefined` where nothing of it got a verdict. */
export function agreedCell(rate: AgreementRate): Cell {
  return rateCell(askedCount(rate) === 0 ? undefined : rate);
}

/** How many answers a rate leaves out; empty where it leaves out none. */
export function noVerdictNote(rates: readonly AgreementRate[]): string[] {
  const asked = rates.reduce((sum, rate) => sum + askedCount(rate), 0);
  const without = asked - rates.reduce((sum, { n }) => sum + n, 0);
  if (without === 0) return [];
  return [
    `${formatCount(without)} of ${formatCount(asked)} answers (refused, filtered, unparsed or failed) gave no verdict and are left out.`,
  ];
}

/** All that was asked, with a verdict or not. */
export function askedCount({ outcomes }: AgreementRate): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
