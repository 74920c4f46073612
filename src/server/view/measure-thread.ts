// Runs in a thread of its own, so that the server answers while a study is measured.
import { parentPort, workerData } from 'node:worker_threads';
import type { MetricsView } from '../../core/view/view-api.ts';
import { misalignment } from '../../metrics/misalignment.ts';
import type { StudyMetrics } from '../../metrics/study-metrics.ts';
import { StudyReader } from '../../store/view/study-reader.ts';
import type { MeasureMessage } from './measure-message.ts';

const { path }: { readonly path: string } = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is to be run as a thread');

const reader = new StudyReader(path);

port.on('message', () => {
  measure().catch((error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});

async function measure(): Promise<void> {
  const index = reader.index();
  const { revision, judgments } = index;
  tell({ kind: 'index', index });
  const counted: MetricsView<StudyMetrics> = {
    state: 'counted',
    revision,
    metrics: { misalignment: misalignment(judgments) },
  };
  tell({ kind: 'counted', revision, json: JSON.stringify(counted) });
  tell({ kind: 'status', status: reader.status() });
  // Loaded late: what only measuring needs would keep the first page waiting.
  const { wholeMetrics } = await import('./whole-metrics.ts');
  const { json, csv } = await wholeMetrics(path, index);
  tell({ kind: 'measured', revision, json, csv });
}

function tell(message: MeasureMessage): void {
  port?.postMessage(message);
}
