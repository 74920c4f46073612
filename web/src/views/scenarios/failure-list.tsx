import type { FailureView } from '../../../../src/core/view/scenario-view.ts';
import { ModelName } from '../../parts/model-name.tsx';

/** What was asked of the scenario and failed; nothing where nothing did. */
export function FailureList({ failures }: { failures: readonly FailureView[] }) {
  if (failures.length === 0) return null;
  return (
    <>
      <h3>Failed, and pending</h3>
      <ul className="plain">
        {failures.map((failure) => (
          <li key={`${failure.stage} ${failure.model} ${failure.attack} ${failure.repeat}`}>
            <ModelName name={failure.model} />: {failure.stage}, {failure.attack}. {failure.reason}
            {failure.status !== null && ` (${failure.status})`}, {failure.attempts} attempts:{' '}
            <bdi>{failure.message}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
