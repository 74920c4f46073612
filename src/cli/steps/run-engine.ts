import type { PlannedCall } from '../../core/call.ts';
import type { EngineLimits, EngineNotice, EngineResult, EngineRun, Lane } from '../../engine/engine.ts';
import { runLanes } from '../../engine/run-lanes.ts';
import type { CommandContext } from '../command-context.ts';
import { ProgressDisplay } from '../progress-display.ts';

export interface EngineStep {
  readonly lanes: readonly Lane<PlannedCall>[];
  readonly limits: EngineLimits;
  /** How many calls each lane will ask about, for the estimate of the time left. */
  readonly planned: readonly number[];
  /** Labels so far by lane, shown beside the progress. */
  readonly labels: (lane: number) => Readonly<Record<string, number>>;
  /** Told of the run when it has begun; gives what is to be done when it has ended. */
  readonly follow?: (run: EngineRun) => Promise<() => Promise<void>>;
}

const quietMs = 30_000;

/** Runs the calls while showing where they stand. Ctrl-C once stops gently, twice at once. */
export async function runEngine(context: CommandContext, step: EngineStep): Promise<EngineResult> {
  const display = new ProgressDisplay(context.stderr, step);
  const isNews = newsFilter();
  const run = runLanes(step.lanes, step.limits, (notice) => {
    if (isNews(notice)) display.note(describeNotice(notice));
  });
  const stopListening = stopOnSignals(context, run, display);
  display.start(run);
  const ended = step.follow?.(run);
  try {
    return await run.done;
  } finally {
    await (await ended)?.();
    display.end();
    stopListening();
  }
}

function stopOnSignals(context: CommandContext, run: EngineRun, display: ProgressDisplay): () => void {
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    context.interrupted = true;
    run.stop(signals === 1 ? 'gently' : 'at-once');
    if (signals === 1) display.note('Stopping: waiting for what is in flight. Once more to stop at once.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

/** A server that pushes back often would fill the screen: each endpoint's limit is told once in a while. */
function newsFilter(): (notice: EngineNotice) => boolean {
  const toldAt = new Map<string, number>();
  return (notice) => {
    if (notice.kind !== 'concurrency') return true;
    const now = performance.now();
    if (now - (toldAt.get(notice.endpoint) ?? Number.NEGATIVE_INFINITY) < quietMs) return false;
    toldAt.set(notice.endpoint, now);
    return true;
  };
}

function describeNotice(notice: EngineNotice): string {
  switch (notice.kind) {
    case 'setting-not-accepted':
      return `${notice.model} does not accept "${notice.setting}"; it is left out, and that is recorded.`;
    case 'retrying':
      return `${notice.model}: ${notice.message.replace(/\.$/, '')}; trying again in ${(notice.waitMs / 1000).toFixed(1)} s.`;
    case 'lane-stopped':
      return `${notice.model} stopped: ${notice.message}`;
    case 'concurrency':
      return `${notice.endpoint}: at most ${notice.limit} calls at once now (${notice.because}).`;
    default:
      return notice satisfies never;
  }
}
