import { Link, useSearch } from '@tanstack/react-router';
import type { Finding } from '../../../../src/report/findings/finding.ts';

const places = {
  alignment: ['/types', 'By kind of scenario'],
  'scenario-types': ['/types', 'Scenario types'],
  attacks: ['/attacks', 'Attacks'],
  explanations: ['/explanations', 'Explanations'],
  certainty: ['/attacks', 'Controls'],
} as const satisfies Record<Finding['id'], readonly [string, string]>;

/** What the study found, the question that readers ask first above the others. */
export function Answers({ findings }: { findings: readonly Finding[] }) {
  const { dataset, attack } = useSearch({ from: '/' });
  return (
    <div className="answers">
      {findings.map(({ id, question, answer, details }, place) => (
        <section key={id} className={place === 0 ? 'card answer first' : 'card answer'} data-finding={id}>
          <h2>{question}</h2>
          <p>{answer}</p>
          {details.length > 0 && (
            <ul>
              {details.map((detail) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          )}
          {place > 0 && (
            <p className="go">
              <Link to={places[id][0]} search={{ dataset, attack }}>
                {places[id][1]}
                <span aria-hidden="true"> →</span>
              </Link>
            </p>
          )}
        </section>
      ))}
    </div>
  );
}
