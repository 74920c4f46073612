import type { ScenarioText } from '../../../src/core/scenario.ts';
import { ModelText } from './model-text.tsx';

/** The text of a scenario, part by part. */
export function ScenarioParts({ scenario }: { scenario: ScenarioText }) {
  return (
    <dl>
      {partsOf(scenario).map(([name, text]) => (
        <div key={name}>
          <dt className={name === 'Statement' ? 'unseen' : undefined}>{name}</dt>
          <dd>
            <ModelText text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function partsOf(scenario: ScenarioText): readonly (readonly [string, string])[] {
  switch (scenario.kind) {
    case 'answer':
      return [
        ['Context', scenario.context],
        ['Question', scenario.question],
        ['Answer', scenario.answer],
      ];
    case 'conversation':
      return [
        ['First speaker', scenario.prompt],
        ['Reply', scenario.completion],
      ];
    case 'statement':
      return [['Statement', scenario.statement]];
  }
}
