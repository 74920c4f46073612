import type { DatasetComparison, VerdictCounts } from '../../../../src/measures/comparison.ts';
import type { ComparisonView } from '../../../../src/measures/comparison-view.ts';
import { formatChange, formatCount, formatP, formatRate } from '../../../../src/tables/format.ts';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { Rate } from '../../components/tables/values.tsx';

interface ComparisonTableProps {
  readonly view: ComparisonView;
  /** Of the two sides. */
  readonly titles: readonly [string, string];
}

/** By dataset: the two rates, their paired difference with interval and p, changes both ways, and the 2 × 2 counts. */
export function ComparisonTable({ view: { datasets, shared }, titles }: ComparisonTableProps) {
  return (
    <section className="card data-table">
      <h2>
        <bdi>{titles[0]}</bdi> and <bdi>{titles[1]}</bdi>: {formatCount(shared)} scenarios in common
      </h2>
      <ScrollRegion label="Comparison by dataset">
        <table>
          <caption className="unseen">Comparison by dataset</caption>
          <thead>
            <tr>
              <th scope="col">dataset</th>
              <th scope="col" className="number">
                first misses
              </th>
              <th scope="col" className="number">
                second misses
              </th>
              <th scope="col" className="number">
                difference
              </th>
              <th scope="col" className="number">
                p (Holm)
              </th>
              <th scope="col" className="number">
                harmful
              </th>
              <th scope="col" className="number">
                beneficial
              </th>
            </tr>
          </thead>
          <tbody>
            {datasets.map((entry) => (
              <DatasetRow key={entry.dataset} entry={entry} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="hint">
        Second less first, over scenarios labelled biased with a verdict on both sides: exact sign-flip test
        over clusters, 95% interval. Harmful: right, then wrong; beneficial: wrong, then right.
      </p>
      {datasets.map(({ dataset, biased, unbiased }) => (
        <details key={dataset} className="more">
          <summary>
            Counts on <bdi>{dataset}</bdi>
          </summary>
          <div className="two-by-two">
            <TwoByTwo title="Labelled biased" counts={biased} titles={titles} />
            <TwoByTwo title="Labelled unbiased" counts={unbiased} titles={titles} />
          </div>
        </details>
      ))}
    </section>
  );
}

function DatasetRow({ entry: { dataset, first, second, change } }: { entry: DatasetComparison }) {
  const interval =
    change === null || change.low === null || change.high === null
      ? ''
      : ` [${formatChange(change.low)} to ${formatChange(change.high)}]`;
  return (
    <tr>
      <th scope="row">
        <bdi>{dataset}</bdi>
      </th>
      <td className="number">
        <Rate {...first} />
      </td>
      <td className="number">
        <Rate {...second} />
      </td>
      <td className="number">
        {change === null ? '—' : formatChange(change.difference)}
        <span className="interval">{interval}</span>
      </td>
      <td className="number">{change === null || change.pHolm === null ? '—' : formatP(change.pHolm)}</td>
      <td className="number">{change === null ? '—' : shareOf(change.harmful.rate)}</td>
      <td className="number">{change === null ? '—' : shareOf(change.beneficial.rate)}</td>
    </tr>
  );
}

function shareOf(rate: number | null): string {
  return rate === null ? '—' : formatRate(rate);
}

interface TwoByTwoProps {
  readonly title: string;
  readonly counts: VerdictCounts;
  readonly titles: readonly [string, string];
}

/** How often both, one or neither judged as labelled. */
function TwoByTwo({ title, counts, titles }: TwoByTwoProps) {
  const { bothRight, onlyFirstRight, onlySecondRight, bothWrong, withoutVerdict } = counts;
  return (
    <div>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col" className="number">
              <bdi>{titles[1]}</bdi> right
            </th>
            <th scope="col" className="number">
              <bdi>{titles[1]}</bdi> wrong
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <bdi>{titles[0]}</bdi> right
            </th>
            <td className="number">{formatCount(bothRight)}</td>
            <td className="number">{formatCount(onlyFirstRight)}</td>
          </tr>
          <tr>
            <th scope="row">
              <bdi>{titles[0]}</bdi> wrong
            </th>
            <td className="number">{formatCount(onlySecondRight)}</td>
            <td className="number">{formatCount(bothWrong)}</td>
          </tr>
        </tbody>
      </table>
      <p className="hint">{formatCount(withoutVerdict)} without a verdict on a side.</p>
    </div>
  );
}
