import type { ExternalRequest, PreparedTraining } from './external-training.ts';
import type { TrainerEvent } from './trainer-event.ts';

interface CardFacts {
  readonly plan: PreparedTraining;
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
  readonly versions: Extract<TrainerEvent, { event: 'versions' }> | null;
}

/** The README.md of a model that TRL fine-tuned. It states known facts only. */
export function externalCard(
  { from, task, data, prompts, options }: ExternalRequest,
  { plan, validations, versions }: CardFacts,
): string {
  const { loraRank, loraAlpha, qlora, learningRate, epochs, seed, batchSize, accumulation } = options;
  const packages = Object.entries(versions?.packages ?? {}).map(([name, version]) => `${name} ${version}`);
  const last = validations.at(-1);
  const rows = [
    ['rows from', `\`${data}\``],
    ['training rows', String(plan.trainingRows)],
    ['validation rows', String(plan.validationRows)],
    ['trained', `${qlora ? 'QLoRA' : 'LoRA'} adapters of rank ${loraRank}, alpha ${loraAlpha}, merged`],
    ['epochs', String(epochs)],
    ['rows a step', String(batchSize * accumulation)],
    ['peak learning rate', String(learningRate)],
    ['seed', String(seed)],
    ['validation loss', last === undefined ? '–' : `${last.loss.toFixed(4)} after step ${last.step}`],
    [
      'made with',
      versions === null
        ? 'unknown'
        : `Python ${versions.python} on ${versions.device}; ${packages.join(', ')}`,
    ],
  ];
  return `---
library_name: transformers
pipeline_tag: text-generation
base_model: ${from}
tags: [hvsb, social-bias]
---

Fine-tuned from \`${from}\` by \`hvsb finetune --engine trl\` to ${task === 'judge' ? 'say whether' : 'say why'} a scenario is socially biased, asked
with the prompts ${prompts} through the model's own chat template. Only the completions were learned.

| | |
|---|---|
${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

Losses are mean cross-entropy of a completion's tokens, in nats. They show how well the model imitates the rows, not how well it
judges or explains: measure that on scenarios that it has not seen. What it writes can be wrong, biased and
offensive, like its data and the model that it comes from; the licences of both apply to it.
`;
}
