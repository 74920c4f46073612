import { type FormEvent, Fragment, useState } from 'react';
import { countOf } from '../../../../src/core/plural.ts';
import { ratingQuestion } from '../../../../src/core/rating.ts';
import type { JoinedRater, RatingStudy } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { ContentWarning, useHeadingFocus } from './consent.tsx';
import { Markdown } from './markdown.tsx';

interface JoinFormProps {
  readonly study: RatingStudy;
  readonly join: (name: string) => Promise<JoinedRater>;
  readonly onJoined: (joined: JoinedRater) => void;
}

/** What the page is for. */
export function titleOfStudy({ what }: RatingStudy): string {
  return what === 'scenarios' ? 'Judge scenarios' : 'Rate explanations';
}

/** Asks for a name, and once more where a rater of that name exists. */
export function JoinForm({ study, join: ask, onJoined }: JoinFormProps) {
  const [name, setName] = useState('');
  const [known, setKnown] = useState<JoinedRater | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const join = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const joined = await ask(name);
      setProblem(null);
      // Who has a key showed it.
      if (joined.rated === 0 || joined.key !== null) onJoined(joined);
      else setKnown(joined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <section className="card narrow">
      <title>{`${titleOfStudy(study)} · hvsb`}</title>
      <h1>{titleOfStudy(study)}</h1>
      <p className="lead">
        {study.what === 'scenarios' ? (
          <>You will read {amount(study.items)} and say of each whether it shows bias.</>
        ) : (
          <>
            You will read {amount(study.items)}, each with an explanation, and answer one question about it:{' '}
            <em>{ratingQuestion}</em>
          </>
        )}{' '}
        You can stop at any time and go on later.
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
        <p className="hint">
          It is saved with what you say; a name that you make up will do. Use the same one when you come back.
        </p>
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
            <button type="button" className="primary" onClick={() => onJoined(known)}>
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
  const heading = useHeadingFocus();
  return (
    <section className="card narrow">
      <title>Before you begin · hvsb</title>
      <h1 ref={heading} tabIndex={-1}>
        Before you begin
      </h1>
      {study.consent === '' && <ContentWarning study={study} />}
      <GuidelinesText study={study} />
      <button type="button" className="primary" onClick={onBegin}>
        I have read this, begin{study.training > 0 && ' the training'}
      </button>
    </section>
  );
}

/** The study's guidelines with its scale. */
export function GuidelinesText({ study }: { study: RatingStudy }) {
  const points = study.labels.map((label, index) => ({ value: index + 1, label }));
  return (
    <>
      <Markdown text={study.guidelines} />
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
