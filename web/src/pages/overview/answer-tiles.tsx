import { Link, useSearch } from '@tanstack/react-router';
import type { StudyAnswer } from '../../../../src/measures/study-answers.ts';

const places = {
  judges: ['/', 'models', 'All models'],
  holds: ['/attacks', undefined, 'Attacks'],
  certainty: ['/', 'details', 'What it rests on'],
} as const satisfies Readonly<
  Record<StudyAnswer['id'], readonly [to: string, section: string | undefined, name: string]>
>;

/** The three questions that readers ask first, in their order, each with its answer and where there is more. */
export function AnswerTiles({ answers }: { answers: readonly StudyAnswer[] }) {
  const { dataset, attack, policy } = useSearch({ from: '/' });
  return (
    <section className="tiles" aria-label="The answers in short">
      {answers.map(({ id, question, answer, reasons }) => {
        const [to, section, name] = places[id];
        return (
          <section key={id} className="card tile" data-answer={id}>
            <h2>{question}</h2>
            <p className="tile-answer">{answer}</p>
            {reasons.map((reason) => (
              <p key={reason}>{reason}</p>
            ))}
            <p className="go">
              <Link to={to} hash={section} search={{ dataset, attack, policy }}>
                {name}
                <span aria-hidden="true"> →</span>
              </Link>
            </p>
          </section>
        );
      })}
    </section>
  );
}
