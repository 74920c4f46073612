import { decimalCell, formatCount, formatDecimal, names, rateCell } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { missingIntervals } from '../inputs/clustered-rate.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { contaminationId, type TextSeparation } from './compute.ts';

const labels: Readonly<Record<TextSeparation['score'], string>> = {
  'min-k': 'Min-K%',
  'min-k++': 'Min-K%++',
};

/** A table a dataset: for each model, a row a score. */
export function contaminationTables(results: StudyResults): Table[] {
  const all = resultOf(results, contaminationId) ?? [];
  const right = 'right' as const;
  return names(all, ({ dataset }) => dataset).map((dataset) => {
    const entries = all.filter((entry) => entry.dataset === dataset);
    return {
      title: `Published texts against the same with names swapped: ${dataset}`,
      lead: 'Separation: probability that a published text is likelier to the model than one with a name swapped, with its 95% interval over clusters; 0.50 is none.',
      columns: [
        { label: 'score' },
        { label: 'separation', align: right },
        { label: 'likelier of its pair', align: right },
        { label: 'texts', align: right, expendable: 'first' as const },
      ],
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
        { section: model },
        ...entries.filter((entry) => entry.model === model).map(row),
      ]),
      notes: [
        `Separation alone does not say that a model was trained on the dataset: a rare name moves it, too${missingIntervals(entries)}.`,
      ],
    };
  });
}

function row({ score, area, low, high, likelier, published, swapped }: TextSeparation): Cell[] {
  return [
    labels[score],
    decimalCell(area, { low, high }),
    rateCell(likelier),
    formatCount(published + swapped),
  ];
}

/** The separation with its interval, and whether that leaves out none. Never that a model is contaminated. */
export function contaminationFinding(results: StudyResults): Finding {
  const all = resultOf(results, contaminationId) ?? [];
  const shown = all.filter(
    ({ score, dataset, model }) =>
      score === 'min-k++' ||
      !all.some((other) => other.score === 'min-k++' && other.dataset === dataset && other.model === model),
  );
  const [first = 'No model has said how likely the texts are to it.', ...others] = shown.map(sentence);
  return {
    id: 'contamination',
    question: 'Does a model know the published texts?',
    answer: first,
    details: [
      ...others,
      ...(shown.length === 0
        ? []
        : [
            'A separation shows that published texts are likelier, not why: names differ in how rare they are.',
          ]),
    ],
  };
}

function sentence({ model, dataset, score, area, low, high }: TextSeparation): string {
  const interval = low === null || high === null ? '' : ` [${formatDecimal(low)} to ${formatDecimal(high)}]`;
  const start = `${model} on ${dataset}, ${labels[score]}: separation ${formatDecimal(area)}${interval}`;
  if (low === null || high === null) return `${start}, without an interval.`;
  if (low > 0.5) return `${start}: published texts are likelier to it than the same with names swapped.`;
  if (high < 0.5) return `${start}: published texts are less likely to it than the same with names swapped.`;
  return `${start}, which includes 0.50: no separation is shown.`;
}
