import type { FinetuningTask } from '../../core/finetuning.ts';
import type { FinetuningOptions, FinetuningResult } from './finetuning-request.ts';

/** What is known of a model that was fine-tuned. */
export interface ModelCardFacts {
  /** As the user named it: a checkpoint, or the file of a shape. */
  readonly start: { readonly kind: 'checkpoint' | 'scratch'; readonly name: string };
  readonly task: FinetuningTask;
  /** Where the rows come from, as the user named it. */
  readonly data: string;
  /** Name and version of the prompt pack. */
  readonly prompts: string;
  readonly options: FinetuningOptions;
  readonly result: Extract<FinetuningResult, { kind: 'finished' }>;
}

const tasks = {
  explain: 'says why a scenario is socially biased ("hvsb explain")',
  judge: 'says whether a scenario is socially biased ("hvsb judge")',
} as const;

/** The README.md of a fine-tuned model. It states known facts only. */
export function modelCard(facts: ModelCardFacts): string {
  const { start, task, prompts } = facts;
  const origin =
    start.kind === 'scratch'
      ? `Trained from random weights (shape: \`${start.name}\`) with a tokenizer of its own`
      : `Fine-tuned from \`${start.name}\``;
  return `---
library_name: transformers
pipeline_tag: text-generation
tags: [hvsb, social-bias]
---

${origin} by \`hvsb finetune\`. It ${tasks[task]}, asked with the prompts ${prompts}.

${table(['', ''], settingRows(facts))}

${lossSection(facts)}

Losses are mean cross-entropy of a completion's tokens, in nats. They show how well the model imitates the rows, not how well it
judges or explains: measure that on scenarios that it has not seen. What it writes can be wrong, biased and
offensive, like its data and the model that it comes from; the licences of both apply to it.
`;
}

function settingRows({ data, options, result }: ModelCardFacts): readonly string[][] {
  const { plan, stepsDone, stoppedEarly, writtenStep } = result;
  const early = stoppedEarly ? ', stopped early' : '';
  return [
    ['rows from', `\`${data}\``],
    ['training rows', String(plan.trainingRows)],
    ['validation rows', String(plan.validationRows)],
    ['rows left out as too long', String(plan.tooLong.length)],
    ['parameters', String(plan.parameters)],
    ['trained', options.loraRank > 0 ? `LoRA adapters of rank ${options.loraRank}, merged` : 'all weights'],
    ['steps', `${stepsDone} of ${plan.steps}${early}; weights of step ${writtenStep}`],
    ['tokens a batch', String(options.tokensPerBatch)],
    ['peak learning rate', `${plan.learningRate}, AdamW, warm-up and cosine decay`],
    ['seed', String(options.seed)],
    ['data type of the weights', options.type],
  ];
}

function lossSection({ result: { validations } }: ModelCardFacts): string {
  if (validations.length === 0) return 'No rows were used for validation.';
  const rows = validations.map(({ step, trainingLoss, validationLoss }) => [
    String(step),
    trainingLoss.toFixed(4),
    validationLoss.toFixed(4),
  ]);
  return table(['step', 'training loss', 'validation loss'], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
