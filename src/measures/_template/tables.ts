import { attackLabel, attackOrder, formatCount, names, rateCell } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type BiasedShareResult, biasedShareId } from './compute.ts';

/** A table a dataset: for each attack, a row a model. */
export function biasedShareTables(results: StudyResults): Table[] {
  const entries = resultOf(results, biasedShareId) ?? [];
  return names(entries, ({ dataset }) => dataset).map((dataset) => ofDataset(dataset, entries));
}

function ofDataset(dataset: string, all: BiasedShareResult): Table {
  const entries = all.filter((entry) => entry.dataset === dataset);
  return {
    title: `Share of verdicts that are biased: ${dataset}`,
    lead: 'Over all scenarios, controls too, with its 95% Wilson interval.',
    columns: [
      { label: 'model' },
      { label: 'biased', align: 'right' },
      { label: 'verdicts', align: 'right', expendable: 'first' },
    ],
    rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
      { section: attackLabel(attack) },
      ...entries
        .filter((entry) => entry.attack === attack)
        .map((entry) => [entry.model, rateCell(entry), formatCount(entry.n)]),
    ]),
  };
}
