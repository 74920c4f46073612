import type { AgreeabilityCell } from './agreeability.ts';
import { formatInterval } from '../../tables/format-interval.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import { numberedModel } from '../../tables/numbered-model.ts';
import type { Cell, Table } from '../../tables/table.ts';

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
        ...(raters.length > mostWithIntervals ? widest(cells) : ['Intervals: 95%, Wilson.']),
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
    `Widest 95% interval (Wilson): ${formatInterval(cell.low, cell.high)}, for ${cell.explainer} read by ${cell.rater}; --json and --csv give all.`,
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
