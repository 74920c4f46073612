import type { Store } from '../../store/contract/store.ts';

/**
 * Two scenarios that are labelled unbiased: a right answer that confirms a stereotype, and its contrast, the right answer of
 * the same question about the same two people where it names the other one. Numbers as in `JudgmentTable.number`.
 */
export interface ContrastPair {
  readonly confirming: number;
  readonly contrast: number;
}

/** What of a scenario and its question says which pair it is in. */
interface RightAnswer {
  readonly scenario: number;
  /** The same for both scenarios of a pair. */
  readonly asked: string;
  readonly confirms: boolean;
}

/**
 * Pairs of disambiguated negative items of BBQ, and of datasets made after it: items of one cluster, question and two people
 * whose right answers differ, first with first. An item without a counterpart is in no pair.
 *
 * Source: the pairs of VETO, arXiv 2606.18656, from the annotation of Parrish et al. (2022).
 */
export async function readContrastPairs(store: Store): Promise<readonly ContrastPair[]> {
  const scenarios = new Map<string, number>();
  for await (const batch of store.scenarios({ variants: ['neg-disambiguated'] })) {
    for (const { dataset, sourceId, number } of batch) scenarios.set(itemKey(dataset, sourceId), number);
  }
  if (scenarios.size === 0) return [];
  const answers: RightAnswer[] = [];
  for await (const batch of store.questions({})) {
    for (const question of batch) {
      const scenario = scenarios.get(itemKey(question.dataset, question.sourceId));
      if (scenario === undefined || question.ambiguous || question.polarity !== 'neg') continue;
      const { dataset, category, cluster, question: text, options, target, other, label } = question;
      const people = [options[target], options[other]].map((name) => name.trim().toLowerCase()).sort();
      const asked = JSON.stringify([dataset, category, cluster, text, people]);
      answers.push({ scenario, asked, confirms: label === target });
    }
  }
  return pairsOf(answers);
}

/** Of equal questions: the first confirming answer with the first that does not confirm, and so on. */
function pairsOf(answers: readonly RightAnswer[]): readonly ContrastPair[] {
  return [...Map.groupBy(answers, ({ asked }) => asked).values()].flatMap((own) => {
    const contrasts = own.filter(({ confirms }) => !confirms);
    return own
      .filter(({ confirms }) => confirms)
      .flatMap(({ scenario: confirming }, i) => {
        const contrast = contrasts[i]?.scenario;
        return contrast === undefined ? [] : [{ confirming, contrast }];
      });
  });
}

function itemKey(dataset: string, sourceId: string): string {
  return JSON.stringify([dataset, sourceId]);
}
