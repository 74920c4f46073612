import { useState } from 'react';
import type { CheckScore, RaterLine, RatingOverview } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { CsvButton } from '../../components/tables/csv.tsx';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { ratingApi } from '../../data/rating-api.ts';

interface RatersProps {
  readonly overview: RatingOverview;
  /** Something was taken out. */
  readonly onChanged: () => void;
}

/** Who rated how much and how: progress, items with a known answer, time. Their ratings can be taken out. */
export function Raters({ overview, onChanged }: RatersProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (question: string, work: () => Promise<unknown>) => {
    if (!confirm(`${question} Download the ratings first if they are to be restored.`)) return;
    try {
      await work();
      setProblem(null);
      onChanged();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const { checks, raters } = overview;
  const kinds = (['training', 'gold', 'attention'] as const).filter((kind) => checks[kind] > 0);
  return (
    <section className="card raters">
      <h2>Raters</h2>
      <ScrollRegion label="Raters">
        <table>
          <thead>
            <tr>
              <th scope="col">name</th>
              {['rated', 'skipped', ...kinds.map((kind) => `${kind} right`), 'median seconds'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
              <th scope="col">last rating</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {raters.map((line) => (
              <tr key={line.rater}>
                <th scope="row">
                  <bdi>{line.rater}</bdi> {line.isReturned && <span className="tag">returned</span>}
                </th>
                <td className="number">{line.rated}</td>
                <td className="number">{line.skipped}</td>
                {kinds.map((kind) => (
                  <td key={kind} className="number">
                    {score(line[kind])}
                  </td>
                ))}
                <td className="number">{line.medianSeconds?.toFixed(1) ?? '–'}</td>
                <td>{timeOf(line.lastRatedAt)}</td>
                <td className="rater-actions">
                  <RaterActions line={line} asksForKey={overview.asksForKey} onChange={change} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <div className="table-foot">
        <p className="hint">
          {raters.length === 0
            ? 'Nobody has joined yet.'
            : 'Withdraw deletes all that is stored of a person. Returned deletes their ratings, gives the items to others and lets them rate no more. Items with a known answer never count, and raters do not know which they are.'}
        </p>
        <CsvButton
          name="raters"
          of="raters"
          columns={csvColumns}
          rows={() => raters.map((line) => csvRow(line))}
        />
      </div>
    </section>
  );
}

interface RaterActionsProps {
  readonly line: RaterLine;
  readonly asksForKey: boolean;
  readonly onChange: (question: string, work: () => Promise<unknown>) => Promise<void>;
}

function RaterActions({ line, asksForKey, onChange }: RaterActionsProps) {
  const { rater, rated, skipped, isReturned, link } = line;
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const address = `${location.origin}/${link ?? (await ratingApi.addressOf(rater)).link}`;
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      // Browsers copy for pages with TLS and of this machine alone.
      prompt('The address of this rater', address);
    }
  };
  const count = rated + skipped;
  return (
    <>
      {asksForKey && !isReturned && (
        <button type="button" className="small" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy address'}
          <span className="unseen"> of {rater}</span>
        </button>
      )}
      {!isReturned && (
        <button
          type="button"
          className="small"
          onClick={() =>
            void onChange(`Give the items of ${rater} (${count}) to others? Their ratings are deleted.`, () =>
              ratingApi.giveBack(rater),
            )
          }
        >
          Returned<span className="unseen">: give the items of {rater} to others</span>
        </button>
      )}
      <button
        type="button"
        className="small"
        onClick={() =>
          void onChange(`Delete everything that is stored of ${rater} (${count} ratings)?`, () =>
            ratingApi.withdraw(rater),
          )
        }
      >
        Withdraw<span className="unseen"> all ratings by {rater}</span>
      </button>
    </>
  );
}

function timeOf(time: number | null): string {
  return time === null
    ? '–'
    : new Date(time).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' });
}

/** Nothing answered is not nothing right. */
function score({ right, answered }: CheckScore): string {
  return answered === 0 ? '–' : `${right} of ${answered}`;
}

const csvColumns = [
  ...['rater', 'rated', 'skipped', 'median_seconds', 'training_right', 'training_answered', 'gold_right'],
  ...['gold_answered', 'attention_right', 'attention_answered', 'last_rated_at', 'returned'],
];

function csvRow(line: RaterLine) {
  const { rater, rated, skipped, medianSeconds, training, gold, attention, lastRatedAt, isReturned } = line;
  return [
    ...[rater, rated, skipped, medianSeconds, training.right, training.answered, gold.right, gold.answered],
    ...[attention.right, attention.answered],
    lastRatedAt === null ? null : new Date(lastRatedAt).toISOString(),
    isReturned ? 'yes' : 'no',
  ];
}
