import type { CutAnswers } from '../../../core/cut-answers.ts';
import { agreementLabels, answerLabels, explanationLabels, judgmentLabels } from '../labels/label-tables.ts';
import { rows, type Steps } from '../steps.ts';

/** Label tables and how a row says that nothing was found in its answer. */
const nothingFound = [
  ['judgment', `label.outcome = ${judgmentLabels.codes.unparsed}`],
  ['explanation', `label.outcome = ${explanationLabels.codes.empty}`],
  ['agreement', `label.outcome = ${agreementLabels.codes.unparsed}`],
  ['answer', `label.outcome = ${answerLabels.codes.unparsed}`],
  ['emulation', 'label.made_scenario is null'],
] as const;

/** By condition. Only the calls of answers in which nothing was found are looked at. */
export function* cutCounts(): Steps<Map<number, { readonly cut: CutAnswers }>> {
  const counts = new Map<number, { readonly cut: CutAnswers }>();
  for (const [table, isNothing] of nothingFound) {
    const query = `select label.condition, count(*), count(*) filter (where trim(call.text) = '') from ${table} as label
      join call on call.number = label.call where ${isNothing} and call.finish = 'length' group by label.condition`;
    for (const [condition, count, reasoning] of yield* rows(query)) {
      counts.set(Number(condition), { cut: { count: Number(count), reasoning: Number(reasoning) } });
    }
  }
  return counts;
}
