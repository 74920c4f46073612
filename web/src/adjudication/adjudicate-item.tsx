import { useState } from 'react';
import type { RatingValue } from '../../../src/core/rating.ts';
import type { DifferingItem } from '../../../src/core/rating-page.ts';
import { ItemView } from '../parts/item-view.tsx';
import { ModelText } from '../parts/model-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { ValueButtons } from '../parts/value-buttons.tsx';

interface AdjudicateItemProps {
  readonly differing: DifferingItem;
  readonly labels: readonly string[];
  readonly onAdjudicate: (value: RatingValue, comment: string) => Promise<void>;
}

/** One item with what raters gave it, and the value to adjudicate on. */
export function AdjudicateItem({
  differing: { item, ratings, adjudicated },
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
    <article className="differing" aria-label={`Item ${item.item}`}>
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
