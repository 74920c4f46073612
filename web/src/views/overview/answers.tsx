import { Link, useSearch } from '@tanstack/react-router';
import type { Finding } from '../../../../src/measures/measure.ts';
import { FindingCard } from '../../parts/finding-card.tsx';

const places = {
  alignment: ['/types', 'By kind of scenario'],
  'scenario-types': ['/types', 'Scenario types'],
  attacks: ['/attacks', 'Attacks'],
  explanations: ['/explanations', 'Explanations'],
  certainty: ['/attacks', 'Controls'],
} as const;

/** What the study found, the question that readers ask first above the others. */
export function Answers({ findings }: { findings: readonly Finding[] }) {
  const { dataset, attack } = useSearch({ from: '/' });
  return (
    <div className="answers">
      {findings.map((finding, position) => {
        const place = placeOf(finding);
        return (
          <FindingCard key={finding.id} finding={finding} first={position === 0}>
            {position > 0 && place !== undefined && (
              <p className="go">
                <Link to={place[0]} search={{ dataset, attack }}>
                  {place[1]}
                  <span aria-hidden="true"> →</span>
                </Link>
              </p>
            )}
          </FindingCard>
        );
      })}
    </div>
  );
}

/** Where the page shows more of a finding; undefined where it has no place of its own. */
function placeOf({ id }: Finding): (typeof places)[keyof typeof places] | undefined {
  return id in places ? places[id as keyof typeof places] : undefined;
}
