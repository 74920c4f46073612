import { bbqPublication } from '../../../../src/datasets/bbq/bbq-source.ts';
import { crowsPairsSource } from '../../../../src/datasets/crows-pairs/crows-pairs-source.ts';
import { longShare, mixingWeights, toldShare, promptLearning } from '../recipe.ts';
import { markdownTable, scoreTables } from './score-tables.ts';
import type { TinyResults } from './tiny-results.ts';

/** Most steps that the loss table shows; the first and the last are among them. */
const mostSteps = 24;

/** The model card of `builtin:tiny`, every number of it from the results or the recipe's own table. */
export function modelCard({ model, training, scores }: TinyResults): string {
  const million = (model.parameters / 1e6).toFixed(2);
  const tokens = ((training.steps * training.tokensPerStep) / 1e6).toFixed(1);
  const time =
    training.minutes === null ? '' : ` It took ${Math.round(training.minutes)} minutes on two cores.`;
  return `---
license: mit
language: en
pipeline_tag: text-generation
---

# builtin:tiny

A decoder-only language model of ${million} million parameters (${model.layers} layers, width ${model.hiddenSize}, ${model.vocabularySize} tokens, context ${model.contextTokens}) that answers the prompts of hvsb: whether a text is socially biased, why, whether an explanation is right, and which of three options answers a question. It learnt nothing else.

**Content warning.** The training text states stereotypes and prejudices about many groups, so that the model can tell them from other text. Explanations may repeat them.

## What it is for

Trying hvsb without a network, a key or a cost; tests and demonstrations; a starting point for fine-tuning on explanations of your own.

## What it must not be used for

- Deciding anything about people: moderation, hiring, lending, policing, or finding out whether a real text is biased.
- Standing for language models in a study. Its verdicts are those of a pattern matcher for the text below.
- Any text but the prompts of hvsb, any language but English, and prompts longer than ${model.contextTokens} tokens.

It knows the groups and stereotypes that its text was written with, mostly as they are found in the United States and Europe. That it says UNBIASED is no evidence that a text is harmless.

## What it learnt from

${markdownTable(
  ['text', 'by', 'licence'],
  [
    [
      'A grammar of scenes, statements, conversations and questions, written for this project (`scripts/train-tiny/grammar`)',
      'the hvsb contributors',
      'MIT',
    ],
    [
      `[BBQ](${bbqPublication.homepage}): Age, Disability_status, Nationality, Physical_appearance`,
      'Parrish et al. 2022',
      bbqPublication.licence,
    ],
    [
      '[ALI-Agent](https://github.com/SophieZheng998/ALI-Agent): two thirds of its scenarios with explanations, which GPT-4 wrote',
      'Zheng et al. 2024',
      'MIT',
    ],
  ],
)}

In hundredths of all rows:

${markdownTable(
  ['task', 'source', 'form', 'weight'],
  mixingWeights.map(({ task, source, form, weight }) => [task, source, form, String(weight)]),
)}

Verdicts are half biased, half unbiased. Of the unbiased answers to questions ${Math.round(100 * toldShare)} % name the person whom the context means. Under an attack prompt the right verdict stays the right one. Explanations of BBQ's answers are made from templates, those of ALI-Agent's scenarios half from templates and half the first sentence that came with them. Of the explanations that raters read ${Math.round(100 * longShare)} % are as long as models write them: one to four sentences from templates, or all that came with ALI-Agent's scenario.

Two of the 25 question templates of each BBQ category, and some statements of ALI-Agent, are for validation alone.

### Held out

BBQ's Religion, Sexual_orientation, Gender_identity, Race_ethnicity and SES; [CrowS-Pairs](${crowsPairsSource.publication.homepage}) (Nangia et al. 2020, ${crowsPairsSource.publication.licence}); StereoSet; and a third of ALI-Agent's scenarios. ALI-Agent published scenarios for its testing statements alone, so they are parted here by statement: of every six statements in its order the first two are held out, with all that was written from them. ALI-Agent's statements come from CrowS-Pairs and DecodingTrust, so scenarios that were learnt from retell some stereotypes of CrowS-Pairs in other words. The group in question of a scenario is the one that most explanations of its statement name.

## How it was trained

From random weights, seed ${training.seed}: ${training.steps} steps of ${training.tokensPerStep} tokens (${tokens} million in all, ${training.rows} rows), AdamW with a peak learning rate of ${training.peakLearningRate}, warm-up and cosine decay, loss on the answers and, at a weight of ${promptLearning.weight}, on the prompts of one row in ${promptLearning.every}. The weights are those of step ${training.weightsOfStep}.${time} \`npm run train:tiny\` repeats it.${training.note === null ? '' : ` ${training.note}`}

${lossTable(training.curve)}

## How it does on text that it did not learn from

${scoreTables(scores)}
`;
}

function lossTable(curve: TinyResults['training']['curve']): string {
  const last = curve.length - 1;
  const every = Math.max(1, Math.ceil(curve.length / mostSteps));
  // Looks at the validation rows are rare, and none of them is left out.
  const shown = curve.filter(
    ({ validationLoss }, number) => number % every === 0 || number === last || validationLoss !== null,
  );
  return markdownTable(
    ['step', 'loss', 'validation loss'],
    shown.map(({ step, loss, validationLoss }) => [
      String(step),
      loss.toFixed(4),
      validationLoss?.toFixed(4) ?? '',
    ]),
  );
}
