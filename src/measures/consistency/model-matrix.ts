import { numberedModel } from '../../tables/numbered-model.ts';
import type { Cell, Table } from '../../tables/table.ts';

/** Of up to so many models every pair is listed in a row of its own; of more a matrix is shown. */
export const mostListedModels = 4;

interface ModelMatrix extends Pick<Table, 'columns' | 'splits'> {
  readonly rows: readonly (readonly Cell[])[];
}

/** Models in rows by number and name, the same models in columns by their numbers; `row` and `column` count from 0. */
export function modelMatrix(
  models: readonly string[],
  cellOf: (model: string, other: string, row: number, column: number) => Cell,
): ModelMatrix {
  return {
    columns: [
      { label: 'model' },
      ...models.map((_, column) => ({ label: String(column + 1), align: 'right' as const })),
    ],
    rows: models.map((model, row) => [
      numberedModel(row + 1, model),
      ...models.map((other, column) => cellOf(model, other, row, column)),
    ]),
    splits: true,
  };
}
