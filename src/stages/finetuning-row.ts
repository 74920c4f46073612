import type { FinetuningRow, FinetuningTask } from '../core/finetuning.ts';
import type { ScenarioText } from '../core/scenario.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import { finetuningCompletion } from './finetuning-completion.ts';
import { finetuningMessages } from './finetuning-messages.ts';

export interface WrittenRow {
  readonly text: ScenarioText;
  /** As somebody wrote it, see `finetuningCompletion`. */
  readonly completion: string;
  /** File and line. */
  readonly where: string;
}

/** A row that was written for fine-tuning; rows with the same scenario are one group. Null where its completion says nothing. */
export function finetuningRow(
  task: FinetuningTask,
  prompts: PromptPack,
  { text, completion: said, where }: WrittenRow,
): FinetuningRow | null {
  const completion = finetuningCompletion(task, said);
  if (completion === null) return null;
  return {
    messages: finetuningMessages(task, prompts, text),
    completion,
    group: JSON.stringify(Object.values(text)),
    where,
  };
}
