import type { RunRecord } from '../../../../src/core/view/run-record.ts';
import { formatCount, joined } from '../../../../src/tables/format.ts';
import { useLiveState } from '../../data/use-live.ts';
import { Notice } from './messages.tsx';

/** Says, while a run goes on, which part of it the numbers of the page cover; nothing where none does. */
export function RunCoverage() {
  const live = useLiveState();
  const running = live?.runs.filter(({ state }) => state === 'running') ?? [];
  if (running.length === 0) return null;
  return (
    <Notice kind="warning">
      <p data-run-coverage>
        A run is going on. {coverage(running)} Numbers, tests and intervals may still change.
      </p>
    </Notice>
  );
}

/** How far each stage of the runs is. */
export function coverage(runs: readonly Pick<RunRecord, 'parts'>[]): string {
  const stages = Map.groupBy(
    runs.flatMap(({ parts }) => parts),
    ({ stage }) => stage,
  );
  const said = [...stages].flatMap(([stage, parts]) => {
    const planned = parts.reduce((sum, part) => sum + part.planned, 0);
    const done = parts.reduce((sum, part) => sum + part.stored + part.answered, 0);
    if (planned === 0) return [];
    const share = done === planned ? 'all' : `${Math.floor((100 * done) / planned)} %`;
    return [`${share} of “${stage}” (${formatCount(done)} of ${formatCount(planned)} answers)`];
  });
  return said.length === 0
    ? 'What it will do is not planned yet.'
    : `The numbers on this page cover ${joined(said)}.`;
}
