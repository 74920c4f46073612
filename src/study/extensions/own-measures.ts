import { UsageError } from '../../errors/errors.ts';
import type { MeasureRegistry } from '../../measures/measure.ts';
import { metricsRows } from '../../measures/measure-study.ts';
import { builtInMeasures } from '../../measures/registry.ts';
import type { FlatRow } from '../../tables/table.ts';

/**
 * The built-in measures, then a user's own.
 * @throws UsageError where an id is taken
 */
export function withOwnMeasures(own: MeasureRegistry): MeasureRegistry {
  const registry = [...builtInMeasures, ...own];
  const ids = registry.map(({ id }) => id);
  const taken = ids.find((id, position) => ids.indexOf(id) < position);
  if (taken === undefined) return registry;
  throw new UsageError(`Two measures have the id "${taken}".`, {
    expected: `another id than ${builtInMeasures.map(({ id }) => id).join(', ')}`,
    advice: 'Give each measure an id of its own.',
  });
}

/** One measure as flat rows, one row an entry. Nested fields are `flip_rate`; what is undefined is null, never 0. */
export interface MeasureRows {
  readonly id: string;
  readonly rows: readonly FlatRow[];
}

/**
 * The rows of one measure; none where there was nothing to measure.
 * @throws UsageError for a name that no measure has
 */
export function measureRows(
  results: Readonly<Record<string, unknown>>,
  id: string,
  registry: MeasureRegistry,
): MeasureRows {
  const measure = registry.find((each) => each.id === id);
  if (measure !== undefined) return { id, rows: withoutOneName(metricsRows(results, [measure])) };
  throw new UsageError(`There is no measure "${id}".`, {
    expected: registry.map((each) => each.id).join(', '),
    found: id,
  });
}

/** Rows without the column that names their kind, where all of them are of one kind. */
function withoutOneName(rows: readonly FlatRow[]): readonly FlatRow[] {
  if (new Set(rows.map(({ table }) => table)).size !== 1) return rows;
  return rows.map(({ table: _, ...row }) => row);
}
