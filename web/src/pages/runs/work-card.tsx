import { countOf } from '../../../../src/core/plural.ts';
import type {
  GivenUpRanges,
  RangeStatus,
  WorkerStatus,
  WorkStatus,
  WorkView,
} from '../../../../src/core/view/work-status.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { ModelName } from '../../components/tables/values.tsx';
import { formatCost, formatDuration, formatPace } from './formats.ts';

/** Who works on a store that several programs share, on what, and what was given up; nothing for a store in a file. */
export function WorkCard({ work }: { work: WorkView }) {
  if (work === null) return null;
  return (
    <section className="card work">
      <h2>Workers</h2>
      {work === 'forbidden' ? (
        <p className="hint">
          This page's user of the database has no right to see who works on the store; the page "Many
          machines" of the documentation says which it needs.
        </p>
      ) : (
        <SharedWork work={work} />
      )}
    </section>
  );
}

function SharedWork({ work: { workers, ranges, givenUp, takenTokens, takenUsd } }: { work: WorkStatus }) {
  const working = workers.filter(({ state }) => state === 'working');
  const shown = working.length === 0 ? workers : workers.filter(({ state }) => state !== 'ended');
  const left = ranges.reduce((sum, { waiting, active }) => sum + waiting + active, 0);
  return (
    <>
      <p className="numbers">
        <span>
          <b>{formatCount(working.length)}</b> working
        </span>
        <span>
          <b>{formatCount(left)}</b> ranges left
        </span>
        <span>
          <b>{formatPace(working.reduce((sum, { perSecond }) => sum + perSecond, 0))}</b> calls a second
        </span>
        {(takenTokens > 0 || takenUsd > 0) && (
          <span>
            taken of the budget: {formatCost(takenUsd)}, {formatCount(Math.round(takenTokens))} tokens
          </span>
        )}
      </p>
      <DataTable
        name="workers"
        caption="Workers"
        columns={workerColumns}
        rows={shown}
        rowId={(worker) => `${shown.indexOf(worker)}`}
      />
      {givenUp.length > 0 && (
        <>
          <h3>Ranges that were given up</h3>
          <DataTable
            name="given-up"
            caption="Ranges that were given up"
            columns={givenUpColumns}
            rows={givenUp}
            rowId={({ stage, model, reason }) => `${stage} ${model} ${reason}`}
          >
            <p>
              <code>hvsb run</code> tries ranges that were given up again, once no other worker runs.
            </p>
          </DataTable>
        </>
      )}
      <details className="more">
        <summary>Ranges by stage and model</summary>
        <DataTable
          name="ranges"
          caption="Ranges by stage and model"
          columns={rangeColumns}
          rows={ranges}
          rowId={({ stage, model }) => `${stage} ${model}`}
        />
      </details>
    </>
  );
}

const workerColumns: readonly TableColumn<WorkerStatus>[] = [
  { id: 'worker', label: 'worker', value: ({ host, pid }) => `${host}, process ${pid}` },
  {
    id: 'state',
    label: 'state',
    value: ({ state, silentSeconds }) =>
      state === 'lost' ? `lost, silent for ${formatDuration(1000 * silentSeconds)}` : state,
  },
  {
    id: 'works_on',
    label: 'works on',
    value: ({ ranges }) => ranges.map((held) => `${held.stage} ${held.model} (${held.ranges})`).join(', '),
    show: ({ ranges }) =>
      ranges.length === 0
        ? '—'
        : ranges.map((held) => (
            <div key={`${held.stage} ${held.model}`}>
              {held.stage}, {countOf(held.ranges, 'range')} of <ModelName name={held.model} />
            </div>
          )),
  },
  {
    id: 'calls',
    label: 'calls',
    align: 'right',
    value: ({ calls }) => calls,
    show: ({ calls }) => formatCount(calls),
  },
  {
    id: 'per_second',
    label: 'a second',
    align: 'right',
    value: ({ perSecond, state }) => (state === 'working' ? perSecond : null),
    show: ({ perSecond, state }) => (state === 'working' ? formatPace(perSecond) : '—'),
  },
  {
    id: 'seconds',
    label: 'for',
    align: 'right',
    wide: true,
    value: ({ seconds }) => seconds,
    show: ({ seconds }) => formatDuration(1000 * seconds),
  },
  { id: 'command', label: 'command', wide: true, value: ({ command }) => command },
];

interface OfModel {
  readonly stage: string;
  readonly model: string;
}

const stageColumns: readonly TableColumn<OfModel>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ model }) => model,
    show: ({ model }) => <ModelName name={model} />,
  },
  { id: 'stage', label: 'stage', value: ({ stage }) => stage },
];

const counted = <Row,>(id: string, label: string, of: (row: Row) => number): TableColumn<Row> => ({
  id,
  label,
  align: 'right',
  value: of,
  show: (row) => formatCount(of(row)),
});

const rangeColumns: readonly TableColumn<RangeStatus>[] = [
  ...stageColumns,
  counted('waiting', 'waiting', ({ waiting }) => waiting),
  counted('active', 'worked on', ({ active }) => active),
  counted('done', 'done', ({ done }) => done),
  counted('given_up', 'given up', ({ givenUp }) => givenUp),
];

const givenUpColumns: readonly TableColumn<GivenUpRanges>[] = [
  ...stageColumns,
  counted('ranges', 'ranges given up', ({ ranges }) => ranges),
  { id: 'reason', label: 'reason', value: ({ reason }) => reason, show: ({ reason }) => <bdi>{reason}</bdi> },
];
