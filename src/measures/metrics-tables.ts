import type { Metrics } from './metrics.ts';
import { attackSuccessTables } from './attack-success/attack-success-tables.ts';
import { breakdownTables } from './misalignment/breakdown-tables.ts';
import { clusteredTables } from './misalignment/clustered-tables.ts';
import { consistencyTables } from './consistency/consistency-tables.ts';
import { controlsTables } from './controls/controls-tables.ts';
import { differenceTables } from './model-differences/difference-tables.ts';
import { misalignmentTables } from './misalignment/misalignment-tables.ts';
import { overviewTables } from './overview-tables.ts';
import type { Table } from '../tables/table.ts';
import { unansweredTables } from './misalignment/unanswered-tables.ts';

/** Metrics for people: what matters most first, the finest divisions last. One table that says so where nothing was judged. */
export function metricsTables(metrics: Metrics): Table[] {
  const tables = [
    ...overviewTables(metrics),
    ...misalignmentTables(metrics),
    ...attackSuccessTables(metrics),
    ...differenceTables(metrics),
    ...controlsTables(metrics),
    ...consistencyTables(metrics),
    ...unansweredTables(metrics),
    ...clusteredTables(metrics),
    ...breakdownTables(metrics, 'category'),
    ...breakdownTables(metrics, 'variant'),
  ];
  return tables.length > 0 ? tables : [nothing];
}

const nothing: Table = {
  title: 'Nothing has been judged yet',
  columns: [{ label: 'next' }],
  rows: [['hvsb judge --dataset NAME --model PROVIDER:MODEL --attack none,untargeted,targeted']],
};
