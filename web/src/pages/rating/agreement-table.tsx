import type { AgreementFigure, AgreementFigures } from '../../../../src/core/rating-page.ts';
import { CsvButton } from '../../components/tables/csv.tsx';

const rows = [
  ['rawAgreement', 'Raw agreement', 'share of equal pairs; says nothing of chance'],
  [
    'gwetAc2',
    'Gwet’s AC2, quadratic',
    'beyond chance; stays fair where nearly everybody gives the same value',
  ],
  ['fleissKappa', 'Fleiss’ kappa', 'beyond chance; 1 is perfect, 0 is what chance gives'],
  ['krippendorffAlpha', 'Krippendorff’s alpha, ordinal', 'beyond chance; values further apart weigh more'],
] as const satisfies readonly (readonly [Exclude<keyof AgreementFigures, 'isTooFew'>, string, string])[];

/** The four coefficients, each with its interval and its number of items. */
export function AgreementTable({ figures }: { figures: AgreementFigures }) {
  return (
    <section className="card">
      <table className="agreement">
        <caption className="unseen">Agreement between raters, with 95 % intervals</caption>
        <thead>
          <tr>
            <th scope="col">coefficient</th>
            <th scope="col" className="number">
              value
            </th>
            <th scope="col" className="number">
              95 % interval
            </th>
            <th scope="col" className="plot-cell">
              <span aria-hidden="true">0 to 1</span>
              <span className="unseen">as a picture</span>
            </th>
            <th scope="col" className="number">
              items
            </th>
            <th scope="col" className="number">
              items for ± 0.1
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, name, meaning]) => (
            <tr key={key} data-figure={key}>
              <th scope="row">
                {name}
                <small>{meaning}</small>
              </th>
              <td className="number value-cell">
                {figures.isTooFew ? 'too few yet' : shown(figures[key].value)}
              </td>
              <td className="number">{interval(figures[key])}</td>
              <td className="plot-cell">
                <IntervalPlot figure={figures[key]} />
              </td>
              <td className="number">{figures[key].items}</td>
              <td className="number">{figures[key].itemsNeeded ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="table-foot">
        <p className="hint">
          Items with two ratings or more; with fewer than ten of them it is too few yet. A dash: undefined,
          because all ratings are equal. Intervals by bootstrap over scenarios. Items for ± 0.1: how many
          would make the interval that narrow. Read raw agreement and AC2 first.
        </p>
        <CsvButton
          name="agreement"
          of="agreement between raters"
          columns={['coefficient', 'value', 'low', 'high', 'items', 'items_needed']}
          rows={() =>
            rows.map(([key, name]) => {
              const { value, low, high, items, itemsNeeded } = figures[key];
              return [name, value, low, high, items, itemsNeeded] as const;
            })
          }
        />
      </div>
    </section>
  );
}

function interval({ low, high }: AgreementFigure): string {
  return low === null || high === null ? '–' : `${shown(low)} to ${shown(high)}`;
}

function shown(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace('-', '−');
}

const width = 160;
const margin = 6;

/** The interval as a line and the value as a dot, from 0 to 1; what is below 0 ends at the edge. */
export function IntervalPlot({ figure: { value, low, high } }: { figure: AgreementFigure }) {
  if (value === null) return null;
  return (
    <svg className="interval-plot" viewBox={`0 0 ${width} 20`} aria-hidden="true">
      <line className="axis" x1={margin} x2={width - margin} y1="10" y2="10" />
      {low !== null && high !== null && (
        <line className="interval" x1={place(low)} x2={place(high)} y1="10" y2="10" />
      )}
      <circle cx={place(value)} cy="10" r="5" />
    </svg>
  );
}

function place(value: number): number {
  return margin + Math.min(1, Math.max(0, value)) * (width - 2 * margin);
}
