import type { AgreementReasons } from '../../../../src/core/outcomes.ts';
import { ModelText } from '../../parts/model-text.tsx';

/** Why a rater agreed or not, as far as it said. */
export function Reasons({ reasons: { thought, summary, arguments: points } }: { reasons: AgreementReasons }) {
  const counted = new Map<string, number>();
  const keyed = points.map((text) => {
    const number = (counted.get(text) ?? 0) + 1;
    counted.set(text, number);
    return { key: `${number} ${text}`, text };
  });
  if (thought === null && summary === null && points.length === 0) {
    return <p className="hint">It gave no reasons that could be read.</p>;
  }
  return (
    <dl className="said">
      {summary !== null && (
        <>
          <dt>What it says</dt>
          <dd>
            <ModelText text={summary} />
          </dd>
        </>
      )}
      {points.length > 0 && (
        <>
          <dt>Arguments</dt>
          <dd>
            <ul>
              {keyed.map(({ key, text }) => (
                <li key={key}>
                  <ModelText text={text} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {thought !== null && (
        <>
          <dt>Thought</dt>
          <dd>
            <ModelText text={thought} />
          </dd>
        </>
      )}
    </dl>
  );
}
