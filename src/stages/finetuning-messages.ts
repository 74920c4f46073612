import { noAttack } from '../core/condition.ts';
import type { FinetuningTask } from '../core/finetuning.ts';
import type { Message } from '../core/model.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { explainMessages } from '../prompts/explain-messages.ts';
import { judgeMessages } from '../prompts/judge-messages.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';

const messagesOf = { explain: explainMessages, judge: judgeMessages } as const;

/** What a model is sent for the task, under no attack: it learns to answer what the program asks. */
export function finetuningMessages(
  task: FinetuningTask,
  prompts: PromptPack,
  scenario: ScenarioText,
): Message[] {
  return messagesOf[task](prompts, noAttack, scenario);
}
