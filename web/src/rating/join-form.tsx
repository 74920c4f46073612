import { type FormEvent, useState } from 'react';
import type { JoinedRater, RatingStudy } from '../../../src/core/rating-page.ts';
import { Notice } from '../parts/notice.tsx';
import { ratingApi } from '../rating-api.ts';

/** Asks for a name, and once more where somebody of that name has rated before. */
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
        You will read {amount(study.items)}, each with an explanation of why it is biased, and say how well
        you understand the explanation. You can stop at any time and go on later.
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
        <p className="hint">It is kept with your ratings. Use the same one when you come back.</p>
        {problem !== null && <Notice kind="problem">{problem}</Notice>}
        {known === null ? (
          <button type="submit" className="primary">
            Continue
          </button>
        ) : (
          <Notice kind="warning">
            <p role="status">
              <bdi>{known.rater}</bdi> has rated {known.rated} {known.rated === 1 ? 'item' : 'items'} here. Is
              that you?
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
  return items === 1 ? 'a short scenario' : `up to ${items} short scenarios`;
}
