import { type FormEvent, Fragment, useEffect, useRef, useState } from 'react';
import { countOf } from '../../../../src/core/plural.ts';
import { ratingQuestion } from '../../../../src/core/rating.ts';
import type { JoinedRater, RatingStudy } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { ratingApi } from '../../data/rating-api.ts';

/** Asks for a name, and once more where a rater of that name exists. */
export function JoinForm({ study, onJoined }: { study: RatingStudy; onJoined: (rater: string) => void }) {
  const [name, setName] = useState('');
  const [known, setKnown] = useState<JoinedRater | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const join = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const joined = await ratingApi.join(name);
      setProblem(null);
      if (joined.rated === 0) onJoined(joined.rater);
      else setKnown(joined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <section className="card narrow">
      <title>Rate explanations · hvsb</title>
      <h1>Rate explanations</h1>
      <p className="lead">
        You will read {amount(study.items)}, each with an explanation, and answer one question about it:{' '}
        <em>{ratingQuestion}</em> You can stop at any time and go on later.
      </p>
      <form onSubmit={join}>
        <label>
          <span>Your name</span>
          <input
            type="text"
            name="name"
            value={name}
            required
            maxLength={80}
            autoComplete="name"
            onChange={(event) => {
              setName(event.target.value);
              setKnown(null);
            }}
          />
        </label>
        <p className="hint">It is saved with your ratings. Use the same one when you come back.</p>
        {problem !== null && <Notice kind="problem">{problem}</Notice>}
        {known === null ? (
          <button type="submit" className="primary">
            Continue
          </button>
        ) : (
          <Notice kind="warning">
            <p role="status">
              <bdi>{known.rater}</bdi> has rated {countOf(known.rated, 'item')} here. Is that you?
            </p>
            <button type="button" className="primary" onClick={() => onJoined(known.rater)}>
              Yes, go on
            </button>{' '}
            <button type="button" onClick={() => setKnown(null)}>
              No, choose another name
            </button>
          </Notice>
        )}
      </form>
    </section>
  );
}

/** None are chosen before the first rater joins. */
function amount(items: number): string {
  if (items === 0) return 'short scenarios';
  return `up to ${countOf(items, 'short scenario')}`;
}

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
