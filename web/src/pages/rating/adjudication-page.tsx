import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { plural } from '../../../../src/core/plural.ts';
import type { RatingValue } from '../../../../src/core/rating.ts';
import type { DisputedItem, DisputedItems, RatingStudy } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { ItemView, ValueButtons } from './rated-item.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

/** The items on which raters differ, those further apart first, for an adjudicator. */
export function AdjudicationPage({ study }: { study: RatingStudy }) {
  const key = `hvsb/${study.id}/adjudicator`;
  const [adjudicator, setAdjudicator] = useState(() => browserStorage.read<string>(localStorage, key));
  const [disputedItems, setDisputedItems] = useState<DisputedItems | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    if (adjudicator === null) return;
    try {
      setDisputedItems(await ratingApi.disputedItems(adjudicator));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, [adjudicator]);
  useEffect(() => void refresh(), [refresh]);

  return (
    <div className="adjudication">
      <title>Disputed items · hvsb</title>
      <h1>Disputed items</h1>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      {adjudicator === null ? (
        <AdjudicatorForm
          study={study}
          onNamed={(name) => {
            browserStorage.write(localStorage, key, name);
            setAdjudicator(name);
          }}
        />
      ) : (
        <>
          <p className="who">
            Deciding as <bdi>{adjudicator}</bdi>
            <button
              type="button"
              className="link"
              onClick={() => {
                browserStorage.remove(localStorage, key);
                setDisputedItems(null);
                setAdjudicator(null);
              }}
            >
              Change
            </button>
          </p>
          {disputedItems !== null && <AdjudicationProgress disputedItems={disputedItems} />}
          {disputedItems?.items.map((disputed) => (
            <AdjudicateItem
              key={disputed.item.item}
              disputed={disputed}
              labels={study.labels}
              onAdjudicate={async (value, comment) => {
                await ratingApi.adjudicate({ adjudicator, item: disputed.item.item, value, comment });
                await refresh();
              }}
            />
          ))}
        </>
      )}
    </div>
  );
}

function AdjudicationProgress({
  disputedItems: { open, adjudicated, withheld, items },
}: {
  disputedItems: DisputedItems;
}) {
  return (
    <>
      <p className="lead" role="status">
        {open} to decide, {adjudicated} decided.
        {items.length < open + adjudicated && ` The first ${items.length} are shown.`}
      </p>
      {withheld > 0 && (
        <Notice kind="warning">
          {withheld} more {plural(withheld, 'item is', 'items are')} hidden until you have rated{' '}
          {plural(withheld, 'it', 'them')} yourself.
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
          It is saved with the values that you decide on. If you rate, too, use the name that you rate under.
        </p>
        <button type="submit" className="primary">
          Show the items
        </button>
      </form>
    </section>
  );
}

export function AdjudicationPlace() {
  return <WithRatingStudy>{(study) => <AdjudicationPage study={study} />}</WithRatingStudy>;
}

interface AdjudicateItemProps {
  readonly disputed: DisputedItem;
  readonly labels: readonly string[];
  readonly onAdjudicate: (value: RatingValue, comment: string) => Promise<void>;
}

/** One item with what raters gave it, and the value to adjudicate on. */
export function AdjudicateItem({
  disputed: { item, ratings, adjudicated },
  labels,
  onAdjudicate,
}: AdjudicateItemProps) {
  const [comment, setComment] = useState(adjudicated?.comment ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const adjudicate = async (value: RatingValue) => {
    setBusy(true);
    try {
      await onAdjudicate(value, comment);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <article className="disputed" aria-label={`Item ${item.item}`}>
      <Blurred what="the item">
        <ItemView item={item} />
        <div className="given">
          <h2>Ratings</h2>
          <ul>
            {ratings.map(({ value, comment: reason }, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: ratings have no identity here, on purpose
              <li key={number}>
                <span className="digit">{value}</span> {labels[value - 1]}
                {reason !== '' && (
                  <q>
                    <ModelText text={reason} />
                  </q>
                )}
              </li>
            ))}
          </ul>
        </div>
      </Blurred>
      <label className="comment">
        <span>
          Reason <small>optional</small>
        </span>
        <textarea
          rows={2}
          maxLength={5000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </label>
      <ValueButtons
        legend={adjudicated === null ? 'Decide on' : `Decided by ${adjudicated.adjudicator}`}
        labels={labels}
        chosen={adjudicated?.value ?? null}
        disabled={busy}
        keys={false}
        onChoose={adjudicate}
      />
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
    </article>
  );
}
