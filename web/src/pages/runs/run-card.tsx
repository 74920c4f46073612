import type { RunPart, RunRecord } from '../../../../src/core/view/run-record.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { ModelName } from '../../components/tables/values.tsx';
import { useSetSearch } from '../../router/search.ts';
import { formatCost, formatDuration, formatPace } from './formats.ts';

const words = {
  running: 'running',
  complete: 'complete',
  partial: 'partial',
  failed: 'failed',
  lost: 'stopped responding',
} as const satisfies Record<RunRecord['state'], string>;

/** A run: its command, how far it is, and a row each for its models and stages. */
export function RunCard({ run, open }: { run: RunRecord; open: boolean }) {
  const setSearch = useSetSearch();
  const sum = (count: (part: RunPart) => number) => run.parts.reduce((all, part) => all + count(part), 0);
  const planned = sum(({ planned: each }) => each);
  const done = sum(({ stored, answered }) => stored + answered);
  const failed = sum((part) => part.failed);
  const costs = run.parts.map(({ costUsd }) => costUsd);
  const cost = costs.includes(null) ? null : costs.reduce<number>((all, each) => all + (each ?? 0), 0);
  const perSecond = sum((part) => part.perSecond ?? 0);
  const until = run.endedAt ?? run.updatedAt;
  return (
    <section className="card run" data-run={run.number} data-state={run.state}>
      <h2>
        <code>{run.command}</code> <span className={`run-state run-${run.state}`}>{words[run.state]}</span>
      </h2>
      <progress
        className="line"
        aria-label={`Answered calls of ${run.command}`}
        value={done}
        max={Math.max(1, planned)}
      />
      <p className="numbers">
        <span>
          <b>{formatCount(done)}</b> of {formatCount(planned)} calls answered
        </span>
        <span>
          <b>{formatCount(failed)}</b> failed
        </span>
        {run.state === 'running' && (
          <span>
            <b>{formatPace(perSecond)}</b> a second
          </span>
        )}
        {run.state === 'running' && perSecond > 0 && (
          <span>about {formatDuration((1000 * (planned - done - failed)) / perSecond)} left</span>
        )}
        <span>cost {formatCost(cost)}</span>
        <span>
          {new Date(run.startedAt).toLocaleString()}, {formatDuration(until - run.startedAt)}
        </span>
        <span>hvsb {run.version}</span>
      </p>
      {run.error !== null && <p className="notice notice-problem">{run.error}</p>}
      {run.parts.some(({ stopped }) => stopped !== null) && (
        <ul className="plain">
          {run.parts.flatMap(({ stage, model, stopped }) =>
            stopped === null
              ? []
              : [
                  <li key={`${stage} ${model}`}>
                    <ModelName name={model} /> stopped ({stopped.reason}): <bdi>{stopped.message}</bdi>
                  </li>,
                ],
          )}
        </ul>
      )}
      <details
        className="more"
        open={open}
        onToggle={({ currentTarget }) => {
          if (currentTarget.open !== open)
            setSearch({ run: currentTarget.open ? `${run.number}` : undefined });
        }}
      >
        <summary>Models and stages</summary>
        <DataTable
          name={`run-${run.number}`}
          caption={`Models and stages of run ${run.number}`}
          columns={columns}
          rows={run.parts}
          rowId={({ stage, model, endpoint }) => `${stage} ${model} ${endpoint}`}
        />
      </details>
    </section>
  );
}

const count = (
  id: string,
  label: string,
  of: (part: RunPart) => number,
  wide?: true,
): TableColumn<RunPart> => ({
  id,
  label,
  align: 'right',
  value: of,
  show: (part) => formatCount(of(part)),
  ...(wide && { wide }),
});

const columns: readonly TableColumn<RunPart>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ model }) => model,
    show: ({ model }) => <ModelName name={model} />,
  },
  { id: 'stage', label: 'stage', value: ({ stage }) => stage },
  count('planned', 'planned', ({ planned }) => planned),
  count('stored', 'known before', ({ stored }) => stored, true),
  count('answered', 'answered', ({ answered }) => answered),
  count('failed', 'failed', ({ failed }) => failed),
  count('retries', 'retries', ({ retries }) => retries, true),
  count('in_flight', 'in flight', ({ inFlight }) => inFlight, true),
  count('input_tokens', 'tokens in', ({ inputTokens }) => inputTokens, true),
  count('output_tokens', 'tokens out', ({ outputTokens }) => outputTokens, true),
  {
    id: 'cost_usd',
    label: 'cost',
    align: 'right',
    value: ({ costUsd }) => costUsd,
    show: ({ costUsd }) => formatCost(costUsd),
  },
];
