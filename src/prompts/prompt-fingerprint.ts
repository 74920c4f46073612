import { hash } from 'node:crypto';
import { type Attack, type ConditionContent, noAttack, type Stage } from '../core/condition.ts';
import { headlineQuestion, type JudgeQuestion } from '../core/judge-question.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import { judgeTemplates } from './judge-templates.ts';
import { attackPrompt } from './messages.ts';
import type { PromptPack } from './prompt-pack.ts';
import type { Template } from './template.ts';

/**
 * What a condition records of its prompts: the pack, the templates as they are sent, for a judge also how it is asked
 * (`judgeQuestion`, see `judgeQuestionOf`). The hash (first 16 hexadecimal digits of a SHA-256) covers the
 * templates that the stage and attack use and nothing else: an edited attack leaves the other attacks' conditions as they are.
 * @throws PromptError when the pack does not have the attack or cannot ask the question, or the stage takes no attack.
 */
export function promptFingerprint(
  pack: PromptPack,
  stage: Stage,
  attack: Attack,
  question: JudgeQuestion = headlineQuestion,
): Pick<ConditionContent, 'promptPack' | 'promptHash' | 'promptTemplates'> {
  const templates = templatesOf(pack, stage, attack, question);
  // Only where it makes a difference: without an attack a condition is the same in either role.
  const role = pack.attackRole === 'user' && templates.system !== null ? { attackRole: pack.attackRole } : {};
  const promptTemplates = JSON.stringify({
    ...role,
    ...templates,
    // English is not named, so that conditions stay what they were before there were other languages.
    ...(pack.language === undefined ? {} : { language: pack.language }),
  });
  return {
    promptPack: `${pack.name}@${pack.version}`,
    promptHash: hash('sha256', promptTemplates, 'hex').slice(0, 16),
    promptTemplates,
  };
}

function templatesOf(pack: PromptPack, stage: Stage, attack: Attack, question: JudgeQuestion) {
  const { wording, order, words } = question;
  const system = attackPrompt(pack, attack);
  switch (stage) {
    case 'judge':
      return {
        system,
        judge: textsOf(judgeTemplates(pack, question)),
        judgeQuestion: { wording, order, words },
      };
    case 'explain':
      return { system, explain: textsOf(pack.explain) };
    case 'answer':
      return { system, answer: pack.answer.text };
    case 'agree':
      rejectAttack(attack, 'Explanations are rated without an attack.');
      return { system, agree: textsOf(pack.agree) };
    case 'emulate':
      rejectAttack(attack, 'Scenarios are emulated without an attack.');
      return { system, emulate: pack.emulate.text };
    default:
      throw new Error(`no templates are known for the stage ${stage satisfies never}`);
  }
}

function textsOf({
  answer,
  conversation,
  statement,
}: Readonly<Record<ScenarioText['kind'], Template>>): Record<string, string> {
  return { answer: answer.text, conversation: conversation.text, statement: statement.text };
}

function rejectAttack(attack: Attack, problem: string): void {
  if (attack !== noAttack) throw new PromptError(problem, { expected: noAttack, found: attack });
}
