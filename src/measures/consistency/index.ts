import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { type Consistency, consistency, consistencyId } from './compute.ts';
import { consistencySummary, consistencyTables } from './tables.ts';

export const consistencyMeasure: Measure<readonly Consistency[]> = {
  id: consistencyId,
  title: 'How often do two models give the same verdict on the same scenario?',
  needs: ['judgments'],
  compute({ judgments, clusters }) {
    return judgments === null || clusters === null ? null : someOf(consistency(judgments, clusters));
  },
  json: (result) => ({ consistency: result ?? [] }),
  rows: (result) => flatRows('consistency', result),
  within: entriesWithin,
  tables: [{ order: 60, make: consistencyTables }],
  summary: consistencySummary,
};
