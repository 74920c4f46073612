import type { Attack } from '../core/condition.ts';
import {
  type JudgeQuestion,
  type LabelOrder,
  type LabelWords,
  labelOrders,
  labelsOf,
  labelWords,
} from '../core/judge-question.ts';
import { askedWords } from '../core/languages.ts';
import type { Message } from '../core/model.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { wordingCount } from './judge-templates.ts';
import { judgeMessages, namesGroup } from './messages.ts';
import type { PromptPack } from './prompt-pack.ts';
import { labelsPart } from './template.ts';

/** One way in which a judge can be asked about a scenario. */
export interface PromptVariant {
  /** Name and version, for example `default@1`. */
  readonly pack: string;
  readonly wording: number;
  readonly order: LabelOrder;
  readonly words: LabelWords;
  readonly form: ScenarioText['kind'];
  readonly attack: Attack;
  readonly messages: readonly Message[];
  /** What a judge answers to say that the scenario is biased, or unbiased. */
  readonly replies: { readonly biased: string; readonly unbiased: string };
}

/**
 * Every way in which these packs can ask a judge about a scenario: packs, wordings, label words, label orders and attacks,
 * all crossed, in this order. Wordings with fixed labels come in those alone.
 * @param group of the scenario; without one, attacks that name it are left out.
 * @throws PromptError when an attack is not in one of the packs.
 * @example
 * const packs = await loadPromptPacks(['default', 'defined']);
 * const variants = promptVariants(packs, { kind: 'statement', statement: 'Older people are slow.' });
 * console.log(variants.length); // (5 + 1) wordings × 2 orders × 3 words × 4 attacks = 144; 180 with a group
 */
export function promptVariants(
  packs: readonly PromptPack[],
  scenario: ScenarioText,
  group: string | null = null,
): readonly PromptVariant[] {
  return packs.flatMap((pack) => {
    const marker = pack.language === undefined ? 'Judgment' : askedWords[pack.language].judgment;
    return questionsOf(pack).flatMap((question) => {
      const labels = labelsOf(question, pack.language);
      const attacks = Object.keys(pack.attacks).filter((one) => group !== null || !namesGroup(pack, one));
      return attacks.map((attack) => ({
        pack: `${pack.name}@${pack.version}`,
        ...question,
        form: scenario.kind,
        attack,
        messages: judgeMessages(pack, attack, scenario, question, group),
        replies: { biased: `${marker}: ${labels.biased}`, unbiased: `${marker}: ${labels.unbiased}` },
      }));
    });
  });
}

/** Every question that a pack can ask, the headline question first. */
export function questionsOf(pack: PromptPack): readonly JudgeQuestion[] {
  const wordings = Array.from({ length: wordingCount(pack) }, (_, index) => index + 1);
  return wordings.flatMap((wording) =>
    labelWords.flatMap((words) =>
      labelOrders.map((order) => ({ wording, order, words })).filter((question) => canAsk(pack, question)),
    ),
  );
}

function canAsk(pack: PromptPack, { wording, order, words }: JudgeQuestion): boolean {
  const templates = Object.values(pack.judge).map((wordings) => wordings[wording - 1]);
  const isFree = templates.every((template) => template?.parts.includes(labelsPart) === true);
  return isFree || (order === 'biased-first' && words === 'biased-unbiased');
}
