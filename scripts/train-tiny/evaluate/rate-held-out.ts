import { type Proportion, proportion } from '../../../src/measures/inputs/cells.ts';
import { agreeMessages } from '../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { readAgreement } from '../../../src/verdicts/agreement/read-agreement.ts';
import type { HeldOutPair } from './held-out-pairs.ts';
import type { Questioner } from './questioner.ts';

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
  const readings = await questioner.ask(
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
    const of = readings.filter((reading) => reading !== null && reading.right === right);
    return proportion(of.filter((reading) => reading?.correct).length, of.length);
  };
  return { right: share(true), wrongGroup: share(false) };
}

function ratings({ scenario, explanation, group }: HeldOutPair, others: readonly HeldOutPair[]): Rated[] {
  const wrong = others.find((other) => other.group !== group && other.explanation !== null)?.explanation;
  const own = explanation === null ? [] : [{ scenario, explanation, right: true }];
  return wrong == null ? own : [...own, { scenario, explanation: wrong, right: false }];
}
