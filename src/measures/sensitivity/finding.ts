import { attackLabel, formatRate, joined, plural, rateWithInterval } from '../../tables/format.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type ModelSensitivity, type Sensitivity, sensitivityId } from './compute.ts';

/** How much the wording matters: of the model and dataset where it matters most, in numbers. */
export function sensitivityFinding(results: StudyResults): Finding {
  const { entries = [], ofModels = [] } = resultOf(results, sensitivityId) ?? {};
  const reworded = entries.filter(({ wordings, n }) => wordings > 1 && n > 0);
  const [most] = reworded.toSorted((one, other) => changedBy(other) - changedBy(one));
  return {
    id: 'sensitivity',
    question: 'Would another wording of the question give another answer?',
    answer: most === undefined ? noAnswer(entries) : answer(most, reworded.length),
    details: [
      ...(most === undefined ? [] : otherFactors(most)),
      ...(most === undefined ? [] : precision(most)),
      ...rankings(ofModels.filter((entry) => entry.rankings.length > 1)),
    ],
  };
}

function noAnswer(entries: readonly Sensitivity[]): string {
  return entries.some(({ wordings }) => wordings > 1)
    ? 'No scenario has a verdict in every wording that was asked.'
    : 'Scenarios were judged in one wording only.';
}

function rankings(entries: readonly ModelSensitivity[]): string[] {
  const pairs = entries.reduce((sum, entry) => sum + entry.pairs, 0);
  const reversed = entries.reduce((sum, entry) => sum + entry.reversed, 0);
  if (pairs === 0) return [];
  return [
    `${reversed} of ${pairs} ${plural(pairs, 'pair', 'pairs')} of models ${plural(reversed, 'changes', 'change')} places with the wording, over all datasets and attacks; some do by chance.`,
  ];
}

function changedBy({ changed }: Sensitivity): number {
  return changed.find(({ factor }) => factor === 'wording')?.rate ?? 0;
}

function answer(entry: Sensitivity, count: number): string {
  const { dataset, model, attack, wordings, levels } = entry;
  const rates = levels.filter(({ factor }) => factor === 'wording').flatMap(({ rate }) => rate ?? []);
  if (changedBy(entry) === 0)
    return `With ${wordings} wordings of the same question ${count > 1 ? 'every model' : model} gives the same verdict on every scenario that was asked about in all of them.`;
  const where = `${model} on ${dataset}, ${attackLabel(attack)}`;
  const most = count > 1 ? `, the largest of ${count} such shares` : '';
  return `With ${wordings} wordings of the same question, ${where}, does not give the same verdict on ${changeOf(entry, 'wording')} of the scenarios${most}; its misalignment goes from ${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))}.`;
}

function changeOf({ changed }: Sensitivity, factor: string): string {
  const found = changed.find((one) => one.factor === factor);
  return found === undefined ? '—' : rateWithInterval(found.rate, found);
}

function otherFactors(entry: Sensitivity): string[] {
  const names = { order: 'the label order', words: 'the label words', repeat: 'asking again' };
  const parts = Object.entries(names).flatMap(([factor, name]) =>
    entry.changed.some((one) => one.factor === factor) ? [`${name} on ${changeOf(entry, factor)}`] : [],
  );
  return parts.length === 0 ? [] : [`Its verdict changes with ${joined(parts)}.`];
}

/** What a design with five calls a scenario gains, and how. */
function precision({ precision: designs }: Sensitivity): string[] {
  const of = (wordings: number, repeats: number) => {
    const found = designs.find((one) => one.wordings === wordings && one.repeats === repeats);
    return found === undefined ? null : `${(100 * found.standardError).toFixed(1)} points`;
  };
  const [one, several, again] = [of(1, 1), of(5, 1), of(1, 5)];
  if (one === null || several === null) return [];
  const repeated = again === null ? '' : `, one wording asked five times ${again}`;
  return [
    `The standard error of its rate is ${one} with one wording, and with five ${several}${repeated}: the wording is part of the error.`,
  ];
}
