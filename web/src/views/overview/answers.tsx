import { Link, useSearch } from '@tanstack/react-router';
import type { Finding } from '../../../../src/measures/findings.ts';
import { FindingCard } from '../../parts/finding-card.tsx';

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
      {findings.map((finding, place) => (
        <FindingCard key={finding.id} finding={finding} first={place === 0}>
          {place > 0 && (
            <p className="go">
              <Link to={places[finding.id][0]} search={{ dataset, attack }}>
                {places[finding.id][1]}
                <span aria-hidden="true"> →</span>
              </Link>
            </p>
          )}
        </FindingCard>
      ))}
    </div>
  );
}
