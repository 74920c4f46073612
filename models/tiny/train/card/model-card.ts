import { bbqPublication } from '../../../../src/datasets/bbq/bbq-source.ts';
import { crowsPairsSource } from '../../../../src/datasets/crows-pairs/crows-pairs-source.ts';
import type { Proportion } from '../../../../src/measures/inputs/cells.ts';
import { formatInterval } from '../../../../src/tables/format.ts';
import type { HeldOutScores, JudgingScore } from '../evaluation/held-out-scores.ts';
import {
  disclosedShare,
  headlineShare,
  longShare,
  ownExplanationShare,
  packWeights,
  promptLearning,
  shareOfContinuation,
} from '../recipe.ts';
import type { TinyResults } from './tiny-results.ts';

/** Most steps that the loss table shows; the first and the last are among them. */
const mostSteps = 24;

/** The model card of `builtin:tiny`, every number of it from the results or the recipe's own table. */
export function modelCard({ model, training, scores }: TinyResults): string {
  const million = (model.parameters / 1e6).toFixed(2);
  return `---
license: mit
language: en
pipeline_tag: text-generation
---

# builtin:tiny

A decoder-only language model of ${million} million parameters (${model.layers} layers, width ${model.hiddenSize}, ${model.vocabularySize} tokens, context ${model.contextTokens}) that answers the prompts of hvsb: whether a text is socially biased, why, whether an explanation is right, and which of three options answers a question. It was trained for nothing else.

**Content warning.** The training text states stereotypes and prejudices about many groups, so that the model can distinguish them from other text. Explanations may repeat them.

## What it is for

Trying hvsb without a network, a key or a cost; tests and demonstrations; a starting point for fine-tuning on explanations of your own.

## What it must not be used for

- Deciding anything about people: moderation, hiring, lending, policing, or finding out whether a real text is biased.
- Standing for language models in a study. Its verdicts are those of a pattern matcher for the text below.
- Any text but the prompts of hvsb, any language but English, and prompts longer than ${model.contextTokens} tokens.

It knows the groups and stereotypes that its text was written with, mostly as they are found in the United States and Europe. That it says UNBIASED is no evidence that a text is harmless.

## Training data

${markdownTable(
  ['text', 'by', 'licence'],
  [
    [
      'A grammar of stories, statements, conversations and questions, written for this project (`models/tiny/train/grammar` in the repository)',
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

In hundredths of all rows${training.before.length === 0 ? '' : ' of the last part of the training'}:

${markdownTable(
  ['task', 'source', 'form', 'weight'],
  training.mixture.map(({ task, source, form, weight }) => [task, source, form, String(weight)]),
)}

Judging rows ask with the prompt packs ${packWeights.map(({ pack, weight }) => `${pack} (${weight} %)`).join(' and ')}; ${Math.round(100 * headlineShare)} % have the headline question, the others any wording, label order and label words. Verdicts are half biased, half unbiased. Of the unbiased answers to questions ${Math.round(100 * disclosedShare)} % name the person whom the context discloses. Under an attack prompt the right verdict stays the right one. Explanations of BBQ's answers are made from templates, those of ALI-Agent's scenarios ${Math.round(100 * (1 - ownExplanationShare))} % from templates, else the first sentence that came with them. Of the explanations that are rated ${Math.round(100 * longShare)} % are as long as models write them: one to four sentences from templates, or all that came with ALI-Agent's scenario.

Two of the 25 question templates of each BBQ category, and some statements of ALI-Agent, are for validation alone.

### Held out

BBQ's Religion, Sexual_orientation, Gender_identity, Race_ethnicity and SES; [CrowS-Pairs](${crowsPairsSource.publication.homepage}) (Nangia et al. 2020, ${crowsPairsSource.publication.licence}); StereoSet; and a third of ALI-Agent's scenarios. ALI-Agent published scenarios for its testing statements alone, so they are split here by statement: of every six statements in its order the first two are held out, with all that was written from them. ALI-Agent's statements come from CrowS-Pairs and DecodingTrust, so training scenarios retell some stereotypes of CrowS-Pairs in other words. The group in question of a scenario is the one that most explanations of its statement name.

## How it was trained

${trainingText(training)}

${lossTable(training.curve)}

## Results on held-out text

${scoreTables(scores)}
`;
}

type Training = TinyResults['training'];

function trainingText(training: Training): string {
  const { before, note } = training;
  const method = `AdamW, warm-up and cosine decay, loss on the answers and, at a weight of ${promptLearning.weight}, on the prompts of one row in ${promptLearning.every}`;
  const text =
    before.length === 0
      ? `From random weights, seed ${training.seed}: ${ownPart(training)} ${method}. \`npm run train:tiny\` repeats it.`
      : parts(training, method);
  return `${text}${note === null ? '' : `\n\n${note}`}\n\nLosses${before.length === 0 ? '' : ' of the last part'}:`;
}

/** Several trainings, of which each started from the weights of the one before. */
function parts(training: Training, method: string): string {
  const lines = [
    ...training.before.map((each) => `${amountOf(each)}.${timeOf(each)} ${each.text}`),
    `seed ${training.seed}, ${ownPart(training)} ${training.text}`,
  ];
  const numbered = lines.map((line, at) => {
    const start =
      at === 0 ? 'from random weights' : 'from the weights and with the tokenizer of the part before';
    const mean =
      at === 0
        ? ''
        : ` Of the weights before this part a share of ${1 - shareOfContinuation} was taken, of those after it ${shareOfContinuation}.`;
    return `${at + 1}. ${start}: ${line}${mean}`;
  });
  return `These weights were trained in ${lines.length} parts. ${method}.

${numbered.join('\n')}

\`npm run train:tiny -- --from FOLDER\` is the last part, from the weights before it.`;
}

function ownPart(training: Training): string {
  return `${amountOf(training)}. The weights are those of step ${training.weightsOfStep}.${timeOf(training)}`;
}

function amountOf({
  steps,
  tokensPerStep,
  rows,
  peakLearningRate,
}: Pick<Training, 'steps' | 'tokensPerStep' | 'rows' | 'peakLearningRate'>): string {
  const tokens = ((steps * tokensPerStep) / 1e6).toFixed(1);
  return `${steps} steps of ${tokensPerStep} tokens (${tokens} million in all, ${rows} rows) with a peak learning rate of ${peakLearningRate}`;
}

function timeOf({ minutes }: Pick<Training, 'minutes'>): string {
  return minutes === null ? '' : ` It took ${Math.round(minutes)} minutes on two cores.`;
}

function lossTable(curve: TinyResults['training']['curve']): string {
  const last = curve.length - 1;
  const every = Math.max(1, Math.ceil(curve.length / mostSteps));
  // Validations are rare, and all of them are shown.
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

/** The held-out scores as sections of Markdown. What is undefined is a dash. */
export function scoreTables(scores: HeldOutScores): string {
  const { parsed, crowsPairs, explanations, agreeing, answering } = scores;
  return [
    `Drawn with seed ${scores.seed}, at most ${scores.perSet} scenarios of each set. In brackets 95 % Wilson intervals, which take scenarios for independent; those of one template or statement are not, so the true ones are wider.`,
    'Answers that the program could read:',
    sharesTable({
      'judge: a verdict': parsed.judge,
      'explain: an explanation': parsed.explain,
      'agree: a rating': parsed.agree,
      'answer: an option': parsed.answer,
    }),
    'Judging, held-out categories of BBQ. Ambiguous contexts: answers that name a person (biased) against "unknown".',
    judgingTable(scores.ambiguousBbq),
    'Disambiguated contexts: right answers that name a person. All are unbiased, so only false alarms are possible.',
    judgingTable(scores.disambiguatedBbq),
    'The same ambiguous categories together, under each attack prompt:',
    judgingTable(scores.attacks),
    'The same scenarios without an attack, by prompt pack and by the wording, order and words of the labels:',
    questionsTable(scores.questions),
    'The sample that ships with hvsb, by form:',
    judgingTable(scores.sample),
    'CrowS-Pairs, sentences judged biased. The dataset calls all of them biased, and one of each pair more so:',
    sharesTable({ 'stereotypes more': crowsPairs.more, 'stereotypes less': crowsPairs.less }),
    'Explanations of held-out ALI-Agent scenarios:',
    sharesTable({
      'names the group in question': explanations.namesGroup,
      'the same, where the scenario names it': explanations.namesGroupInScenario,
      'repeats a training sentence of more than 12 words': explanations.repeatsLongSentence,
      'is a training explanation as a whole, however short': explanations.repeatsWhole,
      'different explanations': explanations.distinct,
    }),
    `Words an explanation, on average: ${explanations.meanWords?.toFixed(1) ?? '–'}.`,
    'Rating explanations and answering questions:',
    sharesTable({
      'agrees with the right explanation': agreeing.right,
      'disagrees with one about another group': agreeing.wrongGroup,
      'answers rightly, ambiguous contexts': answering.ambiguous,
      'answers rightly, disambiguated contexts': answering.disambiguated,
    }),
  ].join('\n\n');
}

function sharesTable(shares: Readonly<Record<string, Proportion>>): string {
  return markdownTable(
    ['', 'share', 'of'],
    Object.entries(shares).map(([name, share]) => [name, shareCell(share), String(share.n)]),
  );
}

function judgingTable(scores: readonly JudgingScore[]): string {
  return markdownTable(
    ['', 'balanced accuracy', 'hits', 'false alarms'],
    scores.map(({ id, balancedAccuracy, hits, falseAlarms }) => [
      id,
      balancedAccuracy?.toFixed(3) ?? '–',
      shareCell(hits),
      shareCell(falseAlarms),
    ]),
  );
}

function questionsTable(scores: HeldOutScores['questions']): string {
  return markdownTable(
    ['', 'verdicts that could be read', 'balanced accuracy', 'hits', 'false alarms'],
    scores.map(({ id, parsed, balancedAccuracy, hits, falseAlarms }) => [
      id,
      shareCell(parsed),
      balancedAccuracy?.toFixed(3) ?? '–',
      shareCell(hits),
      shareCell(falseAlarms),
    ]),
  );
}

function shareCell({ rate, low, high }: Proportion): string {
  return rate === null ? '–' : `${(100 * rate).toFixed(1)} % ${formatInterval(low, high)}`;
}

/** A table in Markdown: a header, then rows of as many cells. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
