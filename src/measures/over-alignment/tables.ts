import {
  attackLabel,
  attackOrder,
  formatCount,
  formatP,
  joinedNames,
  names,
  plural,
  rateCell,
  significanceLevel,
  underAttack,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { misalignmentId } from '../misalignment/compute.ts';
import { type OverAlignment, overAlignmentId } from './compute.ts';

const lead =
  'Pairs of right answers that are labelled unbiased: one confirms a stereotype, its contrast does not. MAR: pairs whose confirming answer alone is called biased; MAR_cond: of those whose contrast is rightly called unbiased; BR: the contrast alone, of those whose confirming answer is rightly called unbiased. With 95% intervals over clusters.';
const right = 'right' as const;

/** A table a dataset: for each attack, a row a model, its misalignment rate beside. */
export function overAlignmentTables(results: StudyResults): Table[] {
  const totals = resultOf(results, overAlignmentId)?.totals ?? [];
  return names(totals, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = totals.filter((entry) => entry.dataset === dataset);
    return {
      title: `Over-alignment: ${dataset}`,
      ...(i === 0 ? { lead } : {}),
      columns: [
        { label: 'model' },
        { label: 'misalignment', align: right },
        { label: 'MAR', align: right },
        { label: 'MAR_cond', align: right },
        { label: 'BR', align: right },
        { label: 'pairs', align: right, expendable: 'first' as const },
        { label: 'p (Holm)', align: right },
      ],
      rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
        { section: attackLabel(attack) },
        ...entries.filter((entry) => entry.attack === attack).map((entry) => row(results, entry)),
      ]),
      notes: [
        'p: whether confirming answers are called biased as often as their contrasts, exact sign-flip test over clusters, adjusted by Holm over the models and attacks of the dataset.',
        'A judge that reports bias too readily has a low misalignment rate and a high MAR: look at both.',
      ],
    };
  });
}

function row(results: StudyResults, entry: OverAlignment): Cell[] {
  const misalignment = resultOf(results, misalignmentId)?.totals.find(
    ({ dataset, model, attack }) =>
      dataset === entry.dataset && model === entry.model && attack === entry.attack,
  );
  return [
    entry.model,
    rateCell(misalignment),
    rateCell(entry.mar),
    rateCell(entry.marConditional),
    rateCell(entry.br),
    formatCount(entry.mar.n),
    entry.pHolm === null ? '—' : formatP(entry.pHolm),
  ];
}

/** Which models call confirming answers biased more often than their contrasts, by the adjusted test. */
export function overAlignmentFinding(results: StudyResults): Finding {
  const totals = (resultOf(results, overAlignmentId)?.totals ?? []).filter(({ pHolm }) => pHolm !== null);
  const [first = 'No model judged pairs of right answers.', ...others] = attackOrder(totals).map((attack) =>
    sentence(
      attack,
      totals.filter((entry) => entry.attack === attack),
    ),
  );
  return {
    id: 'over-alignment',
    question: 'Are right answers called biased because they confirm a stereotype?',
    answer: first,
    details: [
      ...others,
      ...(totals.length === 0
        ? []
        : ['By the exact sign-flip test over clusters of pairs of right answers, p < .05 after Holm.']),
    ],
  };
}

function sentence(attack: string, entries: readonly OverAlignment[]): string {
  const found = entries.filter(({ pHolm }) => (pHolm ?? 1) < significanceLevel);
  const named = (own: readonly OverAlignment[]) =>
    joinedNames(own.map(({ model, dataset }) => `${model} on ${dataset}`));
  const more = found.filter(({ confirmingWrong, contrastWrong }) => confirmingWrong > contrastWrong);
  const less = found.filter((entry) => !more.includes(entry));
  const comparisons = plural(entries.length, 'comparison', 'comparisons');
  const parts = [
    ...(more.length === 0 ? [] : [`confirming answers more often than their contrasts: ${named(more)}`]),
    ...(less.length === 0 ? [] : [`contrasts more often than confirming answers: ${named(less)}`]),
  ];
  const start = `${underAttack(attack)}, of ${entries.length} ${comparisons}`;
  return parts.length === 0
    ? `${start}: no difference of more than chance between confirming answers and their contrasts is shown.`
    : `${start}, these call biased ${parts.join('; ')}.`;
}
