import type { LiveState } from '../../../src/core/view/view-api.ts';

/** How far the runs are that go on; nothing where none does. */
export function LiveMark({ live }: { live: LiveState | undefined }) {
  const parts = live?.runs.filter(({ state }) => state === 'running').flatMap(({ parts }) => parts) ?? [];
  const running = live?.runs.some(({ state }) => state === 'running') ?? false;
  if (!running) return null;
  const planned = parts.reduce((sum, part) => sum + part.planned, 0);
  const done = parts.reduce((sum, part) => sum + part.stored + part.answered, 0);
  return (
    <span className="live-mark">
      {planned === 0 ? 'running' : `${Math.floor((100 * done) / planned)} %`}
      <span className="unseen"> of a run that goes on</span>
    </span>
  );
}
