import { Fragment, useEffect, useRef } from 'react';
import type { RatingStudy } from '../../../src/core/rating-page.ts';
import { Notice } from '../parts/notice.tsx';

/** What a rater has to know before the first item. */
export function Guidelines({ study, onBegin }: { study: RatingStudy; onBegin: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card narrow">
      <title>Before you begin · hvsb</title>
      <h1 ref={heading} tabIndex={-1}>
        Before you begin
      </h1>
      {study.contentWarning !== '' && (
        <Notice kind="warning">
          <h2>Content warning</h2>
          <p className="prose">{study.contentWarning}</p>
        </Notice>
      )}
      <GuidelinesText study={study} />
      <button type="button" className="primary" onClick={onBegin}>
        I have read this, begin
      </button>
    </section>
  );
}

/** The study's guidelines with its scale. */
export function GuidelinesText({ study }: { study: RatingStudy }) {
  const points = study.labels.map((label, index) => ({ value: index + 1, label }));
  return (
    <>
      <p className="prose">{study.guidelines}</p>
      <ol className="scale">
        {points.map(({ value, label }) => (
          <li key={value}>{label}</li>
        ))}
      </ol>
      <p className="hint">
        Keys:{' '}
        {points.map(({ value }) => (
          <Fragment key={value}>
            <kbd>{value}</kbd>{' '}
          </Fragment>
        ))}
        rate, <kbd>s</kbd> skips, <kbd>←</kbd> <kbd>→</kbd> go back and forward, <kbd>c</kbd> goes to the
        comment and <kbd>Esc</kbd> leaves it.
      </p>
    </>
  );
}
