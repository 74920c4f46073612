import type { WorkerStatus, WorkStatus } from '../../../core/view/work-status.ts';
import type { Table } from '../../../tables/table.ts';
import { formatCount, formatDuration, formatUsd } from '../../command-context.ts';

const right = 'right' as const;

/** Who works on a store with others, on what, how fast, and what was given up. */
export function workTables(work: WorkStatus | 'forbidden' | null): readonly Table[] {
  if (work === null) return [];
  if (work === 'forbidden') {
    const notes = [
      'This user has no right to see who works on the store; docs/many-machines.md says which it needs.',
    ];
    return [{ title: 'Workers', columns: [{ label: 'worker' }], rows: [['unknown']], notes }];
  }
  return [workerTable(work), rangeTable(work), givenUpTable(work)];
}

function workerTable({ workers, takenTokens, takenUsd }: WorkStatus): Table {
  const shown = workers.some(({ state }) => state === 'working')
    ? workers.filter(({ state }) => state !== 'ended')
    : workers;
  const taken =
    takenTokens > 0 || takenUsd > 0
      ? [
          `Taken of the budget of all: ${formatUsd(takenUsd)}, ${formatCount(Math.round(takenTokens))} tokens.`,
        ]
      : [];
  return {
    title: 'Workers',
    columns: [
      { label: 'worker' },
      { label: 'state' },
      { label: 'for', align: right },
      { label: 'calls', align: right },
      { label: 'a second', align: right },
      { label: 'works on' },
      { label: 'command', expendable: 'first' },
    ],
    rows: shown.map((worker) => [
      `${worker.host}, process ${worker.pid}`,
      stateOf(worker),
      formatDuration(worker.seconds),
      formatCount(worker.calls),
      worker.state === 'working' ? worker.perSecond.toFixed(1) : '',
      worker.ranges.map(({ stage, model, ranges }) => `${stage} ${model} (${ranges})`).join(', '),
      worker.command,
    ]),
    notes: taken,
  };
}

function stateOf({ state, silentSeconds }: WorkerStatus): string {
  return state === 'lost' ? `lost, silent for ${formatDuration(silentSeconds)}` : state;
}

function rangeTable({ ranges }: WorkStatus): Table {
  return {
    title: 'Ranges of the last shared run',
    columns: [
      { label: 'stage' },
      { label: 'model' },
      { label: 'waiting', align: right },
      { label: 'worked on', align: right },
      { label: 'done', align: right },
      { label: 'given up', align: right },
    ],
    rows: ranges.map(({ stage, model, waiting, active, done, givenUp }) => [
      stage,
      model,
      ...[waiting, active, done, givenUp].map((count) => formatCount(count)),
    ]),
  };
}

function givenUpTable({ givenUp }: WorkStatus): Table {
  return {
    title: 'Ranges that were given up',
    columns: [{ label: 'stage' }, { label: 'model' }, { label: 'ranges', align: right }, { label: 'reason' }],
    rows: givenUp.map(({ stage, model, ranges, reason }) => [stage, model, formatCount(ranges), reason]),
    notes: ['"hvsb run" tries them again once no other worker runs.'],
  };
}
