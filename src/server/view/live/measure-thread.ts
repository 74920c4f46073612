// Runs in a thread of its own, so that the server answers while a study is measured.
import { parentPort, workerData } from 'node:worker_threads';
import type { MetricsView } from '../../../measures/metrics-view.ts';
import { misalignment, misalignmentId } from '../../../measures/misalignment/compute.ts';
import type { StudyIndex } from '../../../store/contract/study.ts';
import { openStore } from '../../../store/open-store.ts';
import type { MeasureMessage, MeasureOrder, ShownJudgments } from './measured-metrics.ts';

const { path, pack, question }: { readonly path: string } & ShownJudgments = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is to be run as a thread');

const store = await openStore(path, { readOnly: true });

port.on('message', (order: MeasureOrder) => {
  measure(order).catch((error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});

async function measure({ metrics }: MeasureOrder): Promise<void> {
  const startedAt = performance.now();
  const index = await store.studyIndex(pack, question);
  tell({ kind: 'index', index, tookMs: performance.now() - startedAt });
  if (metrics)
    tell({ kind: 'counted', revision: index.revision, json: JSON.stringify(countedMetrics(index)) });
  tell({ kind: 'status', status: await store.status() });
  if (metrics) {
    // Loaded late: what only measuring needs would keep the first page waiting.
    const { wholeMetrics } = await import('./measured-metrics.ts');
    const loadedAt = performance.now();
    const measured = await wholeMetrics(store, index);
    tell({ kind: 'measured', revision: index.revision, ...measured, tookMs: performance.now() - loadedAt });
  }
  tell({ kind: 'done' });
}

function countedMetrics({ revision, judgments }: StudyIndex): MetricsView {
  const result = misalignment(judgments);
  return {
    state: 'counted',
    revision,
    results: { [misalignmentId]: result.totals.length === 0 ? null : result },
  };
}

function tell(message: MeasureMessage): void {
  port?.postMessage(message);
}
