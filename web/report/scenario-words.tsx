import type { ScenarioText } from '../../src/core/scenario.ts';
import { ModelText } from '../src/parts/model-text.tsx';

/** A scenario as it was put to models, part by part. */
export function ScenarioWords({ text }: { text: ScenarioText }) {
  const { kind, ...parts } = text;
  return (
    <dl className={`scenario-words ${kind}`}>
      {Object.entries(parts).map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <ModelText text={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
