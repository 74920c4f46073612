import { type ChangeEvent, useCallback, useEffect, useState } from 'react';
import { countOf, plural } from '../../../../src/core/plural.ts';
import type { RatingOverview } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { CsvButton } from '../../components/tables/csv.tsx';
import { ratingApi } from '../../data/rating-api.ts';
import { AgreementTable } from './agreement-table.tsx';
import { Raters } from './raters-table.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

const askAgainMs = 4000;

/** How far raters agree, while they rate. */
export function AgreementPage() {
  const [overview, setOverview] = useState<RatingOverview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    try {
      setOverview(await ratingApi.overview());
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => document.hidden || void refresh(), askAgainMs);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <div className="agreement-page">
      <title>Agreement · hvsb</title>
      <h1>Agreement between raters</h1>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      {overview !== null && (
        <>
          <Progress overview={overview} />
          <AgreementTable figures={overview.figures} />
          <Raters overview={overview} onChanged={() => void refresh()} />
          <Counts overview={overview} />
          <section className="card">
            <h2>Ratings as a file</h2>
            <p>
              <a className="button" href="/api/ratings.csv" download="ratings.csv">
                Download CSV
              </a>
            </p>
            <ImportRatings onImported={() => void refresh()} />
          </section>
        </>
      )}
    </div>
  );
}

function Progress({ overview }: { overview: RatingOverview }) {
  const { items, complete, ratersPerItem } = overview;
  return (
    <div className="progress">
      <progress aria-label="Items with all ratings" value={complete} max={Math.max(1, items)} />
      <p>
        {complete} of {countOf(items, 'item')} {plural(items, 'has', 'have')}{' '}
        {countOf(ratersPerItem, 'rating')}
      </p>
    </div>
  );
}

function Counts({ overview }: { overview: RatingOverview }) {
  const all = overview.counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="card">
      <h2>Ratings</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">value</th>
            <th scope="col" className="number">
              ratings
            </th>
            <th scope="col" className="number">
              share
            </th>
          </tr>
        </thead>
        <tbody>
          {overview.counts.map(({ value, label, count }) => (
            <tr key={value}>
              <th scope="row">
                {value} {label}
              </th>
              <td className="number">{count}</td>
              <td className="number">{all === 0 ? '–' : `${((100 * count) / all).toFixed(0)} %`}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">skipped</th>
            <td className="number">{overview.skipped}</td>
            <td />
          </tr>
        </tbody>
      </table>
      <div className="table-foot">
        <div />
        <CsvButton
          name="rating-counts"
          of="ratings"
          columns={['value', 'label', 'ratings', 'share']}
          rows={() => [
            ...overview.counts.map(
              ({ value, label, count }) => [value, label, count, all === 0 ? null : count / all] as const,
            ),
            [null, 'skipped', overview.skipped, null] as const,
          ]}
        />
      </div>
    </section>
  );
}

export function AgreementPlace() {
  return <WithRatingStudy>{() => <AgreementPage />}</WithRatingStudy>;
}

/** Reads a file of ratings into the study; for each rater and item the later rating counts. */
export function ImportRatings({ onImported }: { onImported: () => void }) {
  const [result, setResult] = useState<{ readonly good: boolean; readonly text: string } | null>(null);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    try {
      const { saved, known } = await ratingApi.importRatings(file);
      setResult({ good: true, text: `${saved} ratings read, ${known} were known or older.` });
      onImported();
    } catch (error) {
      setResult({ good: false, text: error instanceof Error ? error.message : String(error) });
    }
    target.value = '';
  };
  return (
    <>
      <label>
        <span>Import such a file</span>
        <input type="file" accept=".csv,text/csv" onChange={read} />
      </label>
      <div role="status">
        {result !== null && <Notice kind={result.good ? 'good' : 'problem'}>{result.text}</Notice>}
      </div>
    </>
  );
}
