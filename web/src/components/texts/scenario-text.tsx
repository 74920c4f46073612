import type { ScenarioText } from '../../../../src/core/scenario.ts';

/** Beyond this a text has a height of its own and scrolls. */
const longCharacters = 1500;
const longLines = 40;

/** Text that a model or a dataset wrote: shown as it is, whatever it contains, and unable to reorder its surroundings. */
export function ModelText({ text }: { text: string }) {
  const long = text.length > longCharacters || text.split('\n', longLines + 1).length > longLines;
  return (
    // What scrolls has to be reached by keyboard.
    <bdi className={long ? 'model-text long' : 'model-text'} dir="auto" tabIndex={long ? 0 : undefined}>
      {text}
    </bdi>
  );
}

interface ScenarioPartsProps {
  readonly scenario: ScenarioText;
  /** Whether the parts are named as models are asked about them. */
  readonly isAsked?: boolean;
}

/** The text of a scenario, part by part. */
export function ScenarioParts({ scenario, isAsked = false }: ScenarioPartsProps) {
  return (
    <dl>
      {partsOf(scenario, isAsked).map(([name, text]) => (
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

function partsOf(scenario: ScenarioText, isAsked: boolean): readonly (readonly [string, string])[] {
  switch (scenario.kind) {
    case 'answer':
      return [
        ['Context', scenario.context],
        ['Question', scenario.question],
        ['Answer', scenario.answer],
      ];
    case 'conversation':
      return [
        [isAsked ? 'User' : 'First speaker', scenario.prompt],
        [isAsked ? 'Assistant' : 'Reply', scenario.completion],
      ];
    case 'statement':
      return [['Statement', scenario.statement]];
  }
}
