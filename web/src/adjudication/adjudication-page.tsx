import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { Differences, RatingStudy } from '../../../src/core/rating-page.ts';
import { kept } from '../kept.ts';
import { Notice } from '../parts/notice.tsx';
import { ratingApi } from '../rating-api.ts';
import { AdjudicateItem } from './adjudicate-item.tsx';

/** The items on which raters differ, those further apart first, for somebody to adjudicate. */
export function AdjudicationPage({ study }: { study: RatingStudy }) {
  const key = `hvsb/${study.id}/adjudicator`;
  const [adjudicator, setAdjudicator] = useState(() => kept.read<string>(localStorage, key));
  const [differences, setDifferences] = useState<Differences | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    if (adjudicator === null) return;
    try {
      setDifferences(await ratingApi.differences(adjudicator));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, [adjudicator]);
  useEffect(() => void refresh(), [refresh]);

  return (
    <div className="adjudication">
      <title>Differences · hvsb</title>
      <h1>Where raters differ</h1>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      {adjudicator === null ? (
        <AdjudicatorForm
          study={study}
          onNamed={(name) => {
            kept.write(localStorage, key, name);
            setAdjudicator(name);
          }}
        />
      ) : (
        <>
          <p className="who">
            Settling as <bdi>{adjudicator}</bdi>
            <button
              type="button"
              className="link"
              onClick={() => {
                kept.remove(localStorage, key);
                setDifferences(null);
                setAdjudicator(null);
              }}
            >
              Change
            </button>
          </p>
          {differences !== null && <Standing differences={differences} />}
          {differences?.items.map((differing) => (
            <AdjudicateItem
              key={differing.item.item}
              differing={differing}
              labels={study.labels}
              onAdjudicate={async (value, comment) => {
                await ratingApi.adjudicate({ adjudicator, item: differing.item.item, value, comment });
                await refresh();
              }}
            />
          ))}
        </>
      )}
    </div>
  );
}

function Standing({ differences: { open, adjudicated, withheld, items } }: { differences: Differences }) {
  return (
    <>
      <p className="lead" role="status">
        {open} to adjudicate, {adjudicated} adjudicated.
        {items.length < open + adjudicated && ` The first ${items.length} are shown.`}
      </p>
      {withheld > 0 && (
        <Notice kind="warning">
          {withheld} more {withheld === 1 ? 'item is' : 'items are'} kept back until you have rated{' '}
          {withheld === 1 ? 'it' : 'them'} yourself.
        </Notice>
      )}
    </>
  );
}

function AdjudicatorForm({ study, onNamed }: { study: RatingStudy; onNamed: (name: string) => void }) {
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onNamed(name);
  };
  return (
    <section className="card narrow">
      {study.contentWarning !== '' && (
        <Notice kind="warning">
          <h2>Content warning</h2>
          <p className="prose">{study.contentWarning}</p>
        </Notice>
      )}
      <form onSubmit={submit}>
        <label>
          <span>Your name</span>
          <input
            type="text"
            name="name"
            value={name}
            required
            maxLength={80}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <p className="hint">
          It is kept with the values that you adjudicate. If you rate, too, use the name that you rate under.
        </p>
        <button type="submit" className="primary">
          Show the items
        </button>
      </form>
    </section>
  );
}
