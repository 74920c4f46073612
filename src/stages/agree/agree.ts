import type { Message, Sampling } from '../../core/model.ts';
import { agreementOutcomes } from '../../core/outcomes.ts';
import { agreeMessages } from '../../prompts/messages.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import type { ExplanationFilter, StoredExplanation } from '../../store/contract/explanations.ts';
import { agreementParserVersion, readAgreement } from '../../verdicts/agreement/read-agreement.ts';
import { withoutSelfNaming } from '../../verdicts/explanation/without-self-naming.ts';
import { defineStage } from '../define-stage.ts';
import type { StageRequest } from '../plan-calls.ts';

/** Temperature 1, as in the study, and at most 1,024 tokens: the answer gives its reasons. */
export const agreeSampling: Sampling = { temperature: 1, maxTokens: 1024 };

/** Which explanations: those of all models, the rater's own included, unless the filter names explainers. */
export type AgreeRequest = StageRequest<ExplanationFilter>;

/** Asks a rater whether it agrees with explanations: with every one that matches, as often as asked. */
export const agreeStage = defineStage({
  name: 'agree',
  outcomes: agreementOutcomes,
  parserVersion: agreementParserVersion,
  items: ratedExplanations,
  languages: ({ store, filter }) => store.scenarioLanguages(filter),
  subject: (condition, explanation, repeat) => ({ condition, explanation, repeat }),
  messages: (_request, { pack }, explanation) => blindMessages(pack, explanation),
  stored: (store, subjects) => store.agreed(subjects),
  parse: (completion, _item, { choice }) => readAgreement(completion, choice.pack.language),
  rows: (agreements) => ({ agreements }),
  counted: {
    async parts(request) {
      return [{ items: await request.store.countExplanations(request.filter), request }];
    },
    stored: ({ store, filter, repeats = 1 }, condition) => store.countAgreed(condition, filter, repeats),
    sampled: { ofBatch: 50, ofPart: Number.POSITIVE_INFINITY },
  },
});

async function* ratedExplanations({ store, filter, range }: AgreeRequest) {
  for await (const batch of store.explanations(filter, range)) {
    yield batch.map((explanation) => {
      const { language } = explanation.scenario;
      return language === undefined ? explanation : { ...explanation, language };
    });
  }
}

/** What a rater is shown: the explanation as it was written, without what gives its writer away. */
export function blindMessages(
  prompts: PromptPack,
  { scenario, text }: Pick<StoredExplanation, 'scenario' | 'text'>,
): readonly Message[] {
  return agreeMessages(prompts, scenario.text, withoutSelfNaming(text));
}
