import type { ReactNode } from 'react';
import type { Finding } from '../../../../src/measures/measure.ts';
import { PackChoice } from '../choices/pack-choice.tsx';

interface ViewHeadProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** What the view can be switched by. */
  readonly children?: ReactNode;
}

/** The head of a view: its name, how to read it, its switches. */
export function ViewHead({ title, lead, children }: ViewHeadProps) {
  return (
    <header className="view-head">
      <title>{`${title} · hvsb`}</title>
      <div>
        <h1>{title}</h1>
        <p className="hint">{lead}</p>
      </div>
      <div className="choices">
        <PackChoice />
        {children}
      </div>
    </header>
  );
}

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
