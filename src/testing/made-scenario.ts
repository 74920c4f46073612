import { scenarioId } from '../core/hashes.ts';
import type { Scenario, ScenarioContent } from '../core/scenario.ts';

/** A biased statement written for tests: about gate `number`, which makes it unique. */
export function madeScenario(number: number, changes: Partial<ScenarioContent> = {}): Scenario {
  const content: ScenarioContent = {
    dataset: 'made',
    form: 'statement',
    category: 'age',
    variant: 'pro',
    polarity: null,
    gold: 'biased',
    control: false,
    cluster: `made/${number}`,
    group: 'older people',
    text: { kind: 'statement', statement: `Older visitors never find gate ${number}.` },
    sourceId: `s${number}`,
    ...changes,
  };
  return { ...content, id: scenarioId(content), sourceRow: number };
}
