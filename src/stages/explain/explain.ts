import type { Sampling } from '../../core/model.ts';
import { explanationOutcomes } from '../../core/outcomes.ts';
import { explainMessages } from '../../prompts/messages.ts';
import type { ScenarioFilter } from '../../store/contract/store.ts';
import { explanationParserVersion, readExplanation } from '../../verdicts/explanation/read-explanation.ts';
import { defineStage } from '../define-stage.ts';
import type { StageRequest } from '../plan-calls.ts';

/** Temperature 1, as in the study, and at most 512 tokens. */
export const explainSampling: Sampling = { temperature: 1, maxTokens: 512 };

export interface ExplainRequest extends StageRequest<ScenarioFilter> {
  /** Of the gold-biased scenarios that match, only those with these numbers: a sample that need not be stored. */
  readonly numbers?: ReadonlySet<number>;
}

/** The filter of what can be explained: that a control is biased would be a lie. */
export function explainable(filter: ScenarioFilter): ScenarioFilter {
  return { ...filter, gold: 'biased' };
}

/** Asks why scenarios are biased: every gold-biased one that matches, as often as asked. */
export const explainStage = defineStage({
  name: 'explain',
  outcomes: explanationOutcomes,
  parserVersion: explanationParserVersion,
  items: explainedScenarios,
  numbers: explainedNumbers,
  subject: (condition, scenario, repeat) => ({ condition, scenario, repeat }),
  messages: (_request, { pack, attack }, { text, group }) => explainMessages(pack, attack, text, group),
  languages: ({ store, filter }) => store.scenarioLanguages(explainable(filter)),
  stored: (store, subjects) => store.explained(subjects),
  parse: (completion, _item, { choice }) => readExplanation(completion, choice.pack.language),
  rows: (explanations) => ({ explanations }),
});

async function explainedNumbers({ store, filter, numbers }: ExplainRequest): Promise<Uint32Array> {
  const all = await store.scenarioNumbers(explainable(filter));
  return numbers === undefined ? all : all.filter((number) => numbers.has(number));
}

async function* explainedScenarios({ store, filter, numbers, range }: ExplainRequest) {
  for await (const batch of store.scenarioTexts(explainable(filter), range)) {
    const chosen = numbers === undefined ? batch : batch.filter(({ number }) => numbers.has(number));
    if (chosen.length > 0) yield chosen;
  }
}
