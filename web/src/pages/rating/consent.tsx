import { useEffect, useRef } from 'react';
import type { RatingStudy } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { Markdown } from './markdown.tsx';

interface ConsentProps {
  readonly study: RatingStudy;
  readonly onConsent: () => void;
  readonly onDecline: () => void;
}

/** Before anything else: what the texts are like, and what people agree to. */
export function Consent({ study, onConsent, onDecline }: ConsentProps) {
  const heading = useHeadingFocus();
  return (
    <section className="card narrow">
      <title>Consent · hvsb</title>
      <h1 ref={heading} tabIndex={-1}>
        Do you want to take part?
      </h1>
      <ContentWarning study={study} />
      <Markdown text={study.consent} />
      <div className="moves">
        <button type="button" className="primary" onClick={onConsent}>
          I agree
        </button>
        <button type="button" onClick={onDecline}>
          I do not agree
        </button>
      </div>
    </section>
  );
}

/** For who does not take part. */
export function Declined({ study, onBack }: { study: RatingStudy; onBack: () => void }) {
  const heading = useHeadingFocus();
  const url = study.prolific?.declinedUrl ?? null;
  return (
    <section className="card narrow">
      <title>Thank you · hvsb</title>
      <h1 ref={heading} tabIndex={-1}>
        Thank you for your time
      </h1>
      <p className="lead">You do not take part, and nothing was stored of you. You can close this page.</p>
      {url !== null && (
        <p>
          <a className="button primary" href={url}>
            Back to Prolific
          </a>
        </p>
      )}
      {study.prolific !== null && url === null && <p>Please return your submission on Prolific.</p>}
      <button type="button" className="link" onClick={onBack}>
        Read it again
      </button>
    </section>
  );
}

/** What readers have to know of the texts; nothing where the study does not say. */
export function ContentWarning({ study }: { study: RatingStudy }) {
  if (study.contentWarning === '') return null;
  return (
    <Notice kind="warning">
      <h2>Content warning</h2>
      <p className="prose">{study.contentWarning}</p>
    </Notice>
  );
}

/** The heading of a new page, which a screen reader reads first. */
export function useHeadingFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return heading;
}
