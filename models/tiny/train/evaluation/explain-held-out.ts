import { type Proportion, proportion } from '../../../../src/measures/inputs/cells.ts';
import { namesGroup } from '../../../../src/measures/inputs/explanation-tally.ts';
import { splitSentences, splitWords } from '../../../../src/measures/readability/text-counts.ts';
import { agreeMessages, explainMessages } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { readAgreement } from '../../../../src/verdicts/agreement/read-agreement.ts';
import { explanationBody, readExplanation } from '../../../../src/verdicts/explanation/read-explanation.ts';
import type { TrainingRows } from '../curriculum/training-rows.ts';
import type { HeldOutPair } from './held-out-data.ts';
import type { ExplanationScores } from './held-out-scores.ts';
import type { Questioner } from './questioner.ts';

/** A sentence is long, and its repetition a matter of learning by heart, above this number of words. */
const longSentenceWords = 12;

/**
 * Has held-out scenarios explained. Shares are over the explanations that could be read.
 * @param trainingExplanations everything that the model learnt to say as an explanation
 */
export async function explainHeldOut(
  questioner: Questioner,
  pack: PromptPack,
  pairs: readonly HeldOutPair[],
  trainingExplanations: Iterable<string>,
): Promise<ExplanationScores> {
  const results = await questioner.ask(
    'explain',
    pairs,
    ({ scenario }) => explainMessages(pack, 'none', { kind: 'statement', statement: scenario }),
    (completion, pair) => {
      const { outcome, text } = readExplanation(completion);
      return outcome === 'explained' ? { pair, text } : null;
    },
  );
  return scoresOf(
    results.filter((result) => result !== null),
    trainingExplanations,
  );
}

interface Explained {
  readonly pair: HeldOutPair;
  readonly text: string;
}

function scoresOf(
  explained: readonly Explained[],
  trainingExplanations: Iterable<string>,
): ExplanationScores {
  const known = { long: new Set<string>(), whole: new Set<string>() };
  for (const explanation of trainingExplanations) {
    known.whole.add(normalised(explanation));
    for (const sentence of longSentences(explanation)) known.long.add(sentence);
  }
  const count = (holds: (each: Explained) => boolean) => explained.filter(holds).length;
  const names = ({ pair, text }: Explained) => namesGroup(text, pair.group.names);
  const inScenario = ({ pair }: Explained) => namesGroup(pair.scenario, pair.group.names);
  const n = explained.length;
  return {
    namesGroup: proportion(count(names), n),
    namesGroupInScenario: proportion(
      count((each) => inScenario(each) && names(each)),
      count(inScenario),
    ),
    repeatsLongSentence: proportion(
      count(({ text }) => longSentences(text).some((sentence) => known.long.has(sentence))),
      n,
    ),
    repeatsWhole: proportion(
      count(({ text }) => known.whole.has(normalised(text))),
      n,
    ),
    distinct: proportion(new Set(explained.map(({ text }) => normalised(text))).size, n),
    meanWords: n === 0 ? null : explained.reduce((sum, { text }) => sum + splitWords(text).length, 0) / n,
  };
}

function longSentences(text: string): string[] {
  return splitSentences(text)
    .filter((sentence) => splitWords(sentence).length > longSentenceWords)
    .map(normalised);
}

/** Words alone, without case: a comma does not make a sentence another one. */
function normalised(text: string): string {
  return splitWords(text).join(' ').toLowerCase().replaceAll('’', "'");
}

interface Rated {
  readonly scenario: string;
  readonly explanation: string;
  readonly right: boolean;
}

/**
 * Has each held-out scenario rated twice: with the examiner's own explanation, to be agreed with, and with
 * that of another scenario about another group, to be disagreed with.
 */
export async function rateHeldOut(
  questioner: Questioner,
  pack: PromptPack,
  pairs: readonly HeldOutPair[],
): Promise<{ right: Proportion; wrongGroup: Proportion }> {
  const rated = pairs.flatMap((pair, number) => ratings(pair, [...pairs.slice(number), ...pairs]));
  const results = await questioner.ask(
    'agree',
    rated,
    ({ scenario, explanation }) =>
      agreeMessages(pack, { kind: 'statement', statement: scenario }, explanation),
    (completion, { right }) => {
      const { outcome } = readAgreement(completion);
      if (outcome !== 'agree' && outcome !== 'disagree') return null;
      return { right, correct: (outcome === 'agree') === right };
    },
  );
  const share = (right: boolean) => {
    const of = results.filter((result) => result !== null && result.right === right);
    return proportion(of.filter((result) => result?.correct).length, of.length);
  };
  return { right: share(true), wrongGroup: share(false) };
}

function ratings({ scenario, explanation, group }: HeldOutPair, others: readonly HeldOutPair[]): Rated[] {
  const wrong = others.find((other) => other.group !== group && other.explanation !== null)?.explanation;
  const own = explanation === null ? [] : [{ scenario, explanation, right: true }];
  return wrong == null ? own : [...own, { scenario, explanation: wrong, right: false }];
}

/** All that a model learnt to say as an explanation in its first `count` rows. */
export function* trainingExplanations(rows: TrainingRows, count: number): Generator<string> {
  for (const { task, completion } of rows.stream({ count })) {
    if (task === 'explain') yield explanationBody(completion);
  }
}
