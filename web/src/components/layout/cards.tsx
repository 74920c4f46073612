import type { ReactNode } from 'react';
import type { Finding } from '../../../../src/measures/measure.ts';
import type { StudyAnswer } from '../../../../src/measures/study-answers.ts';

interface FindingCardProps {
  readonly finding: Finding;
  /** The first question of readers is emphasised. */
  readonly first: boolean;
  /** Where to go from here. */
  readonly children?: ReactNode;
}

/** A question and what the study found. */
export function FindingCard({ finding, first, children }: FindingCardProps) {
  const { id, question, answer, details } = finding;
  return (
    <section className={first ? 'card answer first' : 'card answer'} data-finding={id}>
      <h2>{question}</h2>
      <p>{answer}</p>
      {details.length > 0 && (
        <ul>
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}

interface AnswerTilesProps {
  readonly answers: readonly StudyAnswer[];
  /** Where there is more of an answer. */
  readonly more?: (id: StudyAnswer['id']) => ReactNode;
}

/** The three questions that readers ask first, in their order, each with its answer. */
export function AnswerTiles({ answers, more }: AnswerTilesProps) {
  return (
    <section className="tiles" aria-label="The answers in short">
      {answers.map(({ id, question, answer, reasons }) => (
        <section key={id} className="card tile" data-answer={id}>
          <h2>{question}</h2>
          <p className="tile-answer">{answer}</p>
          {reasons.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
          {more !== undefined && <p className="go">{more(id)}</p>}
        </section>
      ))}
    </section>
  );
}
