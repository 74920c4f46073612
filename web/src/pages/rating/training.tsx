import { useState } from 'react';
import type { RatingValue } from '../../../../src/core/rating.ts';
import type { RatingStudy, TrainingAnswer, TrainingStep } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { ratingApi } from '../../data/rating-api.ts';
import { untilAnswered } from '../../data/request.ts';
import { useHeadingFocus } from './consent.tsx';
import { ItemClock } from './item-clock.ts';
import { ItemView, legendOf, ValueButtons } from './rated-item.tsx';

interface TrainingProps {
  readonly study: RatingStudy;
  readonly rater: string;
  readonly step: TrainingStep;
  readonly onNext: () => void;
}

/** An item to train on, and after the answer why it is right. Mounted again for each. */
export function Training({ study, rater, step, onNext }: TrainingProps) {
  const { item, number, of } = step;
  const [said, setSaid] = useState<{ readonly value: RatingValue; readonly answer: TrainingAnswer } | null>(
    null,
  );
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [clock] = useState(() => new ItemClock(0));
  const heading = useHeadingFocus();
  const labels = item.labels ?? study.labels;

  const give = async (value: RatingValue) => {
    if (busy || said !== null) return;
    setBusy(true);
    const given = { item: item.item, value, seconds: clock.seconds };
    try {
      const answer = await untilAnswered(() => ratingApi.train(rater, given), setTrouble);
      setSaid({ value, answer });
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };

  return (
    <article>
      <title>Training · hvsb</title>
      <h1 ref={heading} tabIndex={-1} className="item-title">
        Training {number} of {of} <span className="tag">does not count</span>
      </h1>
      {trouble !== null && <Notice kind="problem">{trouble}</Notice>}
      <ItemView item={item} />
      <div className="actions">
        <ValueButtons
          legend={legendOf(item)}
          labels={labels}
          chosen={said?.value ?? null}
          disabled={busy || said !== null}
          keys={false}
          onChoose={(value) => void give(value)}
        />
      </div>
      <div role="status">
        {said !== null && (
          <Notice kind={said.answer.isRight ? 'good' : 'warning'}>
            <p>
              <strong>
                {said.answer.isRight
                  ? 'That is right.'
                  : `We would say: ${said.answer.right.map((value) => labels[value - 1] ?? value).join(' or ')}.`}
              </strong>
            </p>
            <p className="prose">{said.answer.reason}</p>
          </Notice>
        )}
      </div>
      {said !== null && (
        <button type="button" className="primary" onClick={onNext}>
          {number < of ? 'Next' : 'Begin'}
        </button>
      )}
    </article>
  );
}
