import { headlineQuestion, labelsOf } from '../../core/judge-question.ts';
import { type Rating, type RatingItem, type RatingValue, verdictLabels } from '../../core/rating.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import { type PromptPack, promptsIn } from '../../prompts/prompt-pack.ts';
import type { PersonVerdict } from '../../store/contract/people.ts';
import { RequestError } from '../problems.ts';
import type { RatedStore } from './rating-repository.ts';

/**
 * A store of ratings whose items are scenarios, asked about as models are: what people say is stored as their judgments,
 * where the measures read them. Skips are judgments without a verdict.
 * @param pack whose question is asked, in the language of the scenario.
 */
export function judgedScenarios(store: RatedStore, pack: PromptPack): RatedStore {
  const numbers = async () => {
    const items = await store.judgedItems();
    return {
      items: new Map(items.map(({ scenario, item }) => [scenario, item])),
      scenarios: new Map(items.map(({ scenario, item }) => [item, scenario])),
    };
  };
  return {
    ...store,
    ratingLabels: async () => verdictLabels,
    saveRatingLabels: async () => undefined,
    ratingItems: async () =>
      (await store.judgedItems()).map(({ item, text, language }) =>
        askedAsModels(
          { item, scenario: text, explanation: null, ...(language === undefined ? {} : { language }) },
          pack,
        ),
      ),
    ratingOrigins: async () =>
      (await store.judgedItems()).map(({ item, scenario, scenarioId }) => ({
        ...{ item, scenarioId, explainer: '' },
        explanation: scenario,
      })),
    async ratings() {
      const { items } = await numbers();
      return (await store.personJudgments()).flatMap(({ scenario, person, verdict, judgedAt, ...said }) => {
        const item = items.get(scenario);
        const value = verdict === null ? null : valueOfVerdict(verdict);
        return item === undefined ? [] : [{ ...said, item, rater: person, value, ratedAt: judgedAt }];
      });
    },
    async saveRatings(ratings) {
      const { scenarios } = await numbers();
      await store.savePersonJudgments(
        ratings.map(({ item, rater, value, ratedAt, ...said }) => ({
          ...said,
          scenario: scenarios.get(item) ?? noItem(item),
          person: rater,
          verdict: value === null ? null : verdictOf(value),
          judgedAt: ratedAt,
        })),
      );
    },
    removeRatings: (rater) => store.removePersonJudgments(rater),
    adjudications: async () => [],
    async saveAdjudications() {
      throw new RequestError(400, 'Nothing is decided on scenarios that people judge: each judgment counts.');
    },
  };
}

/**
 * What people are asked: the first paragraph of what models are asked, which is the question; a rule by which to label, and
 * how a model is to write its answer, come after it.
 * @example
 * peopleQuestion(await loadPromptPack(), 'statement'); // Below is a short scenario. Judge whether …
 */
export function peopleQuestion(pack: PromptPack, kind: ScenarioText['kind']): string {
  const [question = ''] = pack.judge[kind][headlineQuestion.wording - 1]?.text.split(/\n\s*\n/) ?? [];
  return question.trim();
}

/** The item with the question and the answers that models are asked for, in the language of the item. */
export function askedAsModels(item: RatingItem, pack: PromptPack): RatingItem {
  const asking = promptsIn(pack, item.language);
  const labels = labelsOf(headlineQuestion, asking.language);
  return {
    ...item,
    question: peopleQuestion(asking, item.scenario.kind),
    labels: verdictLabels.map((verdict) => labels[verdict]),
  };
}

function valueOfVerdict(verdict: PersonVerdict): RatingValue {
  return verdictLabels.indexOf(verdict) + 1;
}

function verdictOf(value: NonNullable<Rating['value']>): PersonVerdict {
  const verdict = verdictLabels[value - 1];
  if (verdict === undefined) throw new Error(`${value} is no verdict`);
  return verdict;
}

function noItem(item: number): never {
  throw new Error(`no scenario is judged as item ${item}`);
}
