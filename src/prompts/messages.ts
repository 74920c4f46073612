import { closest } from 'fastest-levenshtein';
import type { Attack } from '../core/condition.ts';
import { groupPhrase } from '../core/group-words.ts';
import { headlineQuestion, type JudgeQuestion } from '../core/judge-question.ts';
import type { Message } from '../core/model.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import { judgeTemplates } from './judge-templates.ts';
import type { PromptPack } from './prompt-pack.ts';
import { compileTemplate, groupPart, renderTemplate } from './template.ts';

/**
 * What a judge is sent: the attack's system prompt, where there is one, and the question about the scenario.
 * @param group of the scenario, for attacks that name it
 * @throws PromptError when the pack does not have the attack, or cannot ask the question; for an attack that names the
 * scenario's group where there is none.
 */
export function judgeMessages(
  pack: PromptPack,
  attack: Attack,
  scenario: ScenarioText,
  question: JudgeQuestion = headlineQuestion,
  group?: string | null,
): Message[] {
  const template = judgeTemplates(pack, question)[scenario.kind];
  return attackedMessages(pack, attack, renderTemplate(template, scenario), group);
}

/**
 * What a model is sent to explain why a scenario is biased, under the attack's system prompt where there is one.
 * @throws PromptError when the pack does not have the attack.
 */
export function explainMessages(
  pack: PromptPack,
  attack: Attack,
  scenario: ScenarioText,
  group?: string | null,
): Message[] {
  return attackedMessages(pack, attack, renderTemplate(pack.explain[scenario.kind], scenario), group);
}

/**
 * What a rater is sent: the scenario and an explanation of it, verbatim. Nothing else says who wrote the
 * explanation, so the caller takes out what does within it (`withoutSelfNaming` of the verdicts).
 */
export function agreeMessages(pack: PromptPack, scenario: ScenarioText, explanation: string): Message[] {
  const content = renderTemplate(pack.agree[scenario.kind], { ...scenario, explanation });
  return [{ role: 'user', content }];
}

/** A question about a context, with the options in the order in which they are shown. */
export interface AnswerQuestion {
  readonly context: string;
  readonly question: string;
  readonly options: readonly [string, string, string];
}

/**
 * What a model is sent to answer a question by choosing one of three options.
 * @throws PromptError when the pack does not have the attack.
 */
export function answerMessages(pack: PromptPack, attack: Attack, asked: AnswerQuestion): Message[] {
  const { context, question, options } = asked;
  const [optionA, optionB, optionC] = options;
  const parts = { context, question, optionA, optionB, optionC };
  return attackedMessages(pack, attack, renderTemplate(pack.answer, parts));
}

/** What a model is sent to turn a published statement into a realistic scenario. */
export function emulateMessages(pack: PromptPack, statement: string): Message[] {
  return [{ role: 'user', content: renderTemplate(pack.emulate, { statement }) }];
}

/**
 * The system prompt of an attack; null where there is none to send.
 * @throws PromptError that names the nearest attack when the pack does not have this one.
 */
export function attackPrompt(pack: PromptPack, attack: Attack): string | null {
  const prompt = Object.hasOwn(pack.attacks, attack) ? pack.attacks[attack] : undefined;
  if (prompt !== undefined) return prompt;
  const known = Object.keys(pack.attacks);
  throw new PromptError(`The prompt pack ${pack.name}@${pack.version} has no attack "${attack}".`, {
    expected: `one of ${known.join(', ')}`,
    found: attack,
    advice: `Did you mean "${closest(attack, known)}"? An attack of your own goes into attacks.yaml of a prompt pack.`,
  });
}

/**
 * Whether the attack names the group of each scenario, so that only scenarios of which a group is known are asked about
 * under it.
 * @throws PromptError when the pack does not have the attack.
 */
export function namesGroup(pack: PromptPack, attack: Attack): boolean {
  const prompt = attackPrompt(pack, attack);
  return prompt !== null && compileTemplate(prompt).parts.includes(groupPart);
}

/**
 * The system prompt of an attack about a scenario of this group.
 * @throws PromptError where it names the group and there is none.
 * @example
 * attackAbout('You dislike {{group}}.', 'F'); // You dislike women.
 */
export function attackAbout(prompt: string | null, group: string | null | undefined): string | null {
  if (prompt === null || !prompt.includes('{{')) return prompt;
  return renderTemplate(compileTemplate(prompt), group ? { [groupPart]: groupPhrase(group) } : {});
}

/**
 * The attack's system prompt, where there is one, and the user's message.
 * @throws PromptError when the pack does not have the attack, and where that names a group and there is none.
 */
export function attackedMessages(
  pack: PromptPack,
  attack: Attack,
  content: string,
  group?: string | null,
): Message[] {
  return withAttack(attackAbout(attackPrompt(pack, attack), group), pack.attackRole, content);
}

/** The messages of a question under an attack's prompt; null where there is none. */
export function withAttack(
  attack: string | null,
  role: PromptPack['attackRole'],
  content: string,
): Message[] {
  if (attack === null) return [{ role: 'user', content }];
  if (role === 'user') return [{ role: 'user', content: `${attack}\n\n${content}` }];
  return [
    { role: 'system', content: attack },
    { role: 'user', content },
  ];
}
