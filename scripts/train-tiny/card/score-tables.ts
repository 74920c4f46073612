import type { Proportion } from '../../../src/measures/inputs/cells.ts';
import { formatInterval } from '../../../src/tables/format.ts';
import type { HeldOutScores, JudgingScore } from '../evaluate/held-out-scores.ts';
import { markdownTable } from './markdown-table.ts';

/** The held-out scores as sections of Markdown. What is undefined is a dash. */
export function scoreTables(scores: HeldOutScores): string {
  const { parsed, crowsPairs, explanations, agreeing, answering } = scores;
  return [
    `Drawn with seed ${scores.seed}, at most ${scores.perSet} scenarios of each set. In brackets 95 % Wilson intervals, which take scenarios for independent; those of one template or statement are not, so the true ones are wider.`,
    'Answers that the program could read:',
    sharesTable({
      'judge: a verdict': parsed.judge,
      'explain: an explanation': parsed.explain,
      'agree: a reading': parsed.agree,
      'answer: an option': parsed.answer,
    }),
    'Judging, held-out categories of BBQ. Ambiguous contexts: answers that name a person (biased) against "unknown".',
    judgingTable(scores.ambiguousBbq),
    'Disambiguated contexts: right answers that name a person. All are unbiased, so only false alarms are possible.',
    judgingTable(scores.disambiguatedBbq),
    'The same ambiguous categories together, under each attack prompt:',
    judgingTable(scores.attacks),
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
    'Reading explanations and answering questions:',
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

function shareCell({ rate, low, high }: Proportion): string {
  return rate === null ? '–' : `${(100 * rate).toFixed(1)} % ${formatInterval(low, high)}`;
}
