import { proportion } from '../../../src/measures/inputs/cells.ts';
import { namesGroup } from '../../../src/measures/inputs/explanation-tally.ts';
import { splitSentences, splitWords } from '../../../src/measures/readability/text-counts.ts';
import { explainMessages } from '../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { readExplanation } from '../../../src/verdicts/explanation/read-explanation.ts';
import type { HeldOutPair } from './held-out-pairs.ts';
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
  const readings = await questioner.ask(
    'explain',
    pairs,
    ({ scenario }) => explainMessages(pack, 'none', { kind: 'statement', statement: scenario }),
    (completion, pair) => {
      const { outcome, text } = readExplanation(completion);
      return outcome === 'explained' ? { pair, text } : null;
    },
  );
  return scoresOf(
    readings.filter((reading) => reading !== null),
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
