import { join } from 'node:path';
import { runChild } from '../run-child.ts';
import type { Measurement } from '../scoreboard.ts';

/** Peak memory of a process that loads a checkpoint of F16, over the size of its weights as F32. */
export async function measureLoading(model: string, temporaryFolder: string): Promise<Measurement[]> {
  const folder = join(temporaryFolder, model);
  const { megabytes = Number.NaN } = await runChild('lm/prepare-checkpoint.ts', { model, folder });
  const { peakMb = Number.NaN, seconds = Number.NaN } = await runChild('lm/load-checkpoint.ts', { folder });
  console.log(
    `${model}: loaded in ${seconds.toFixed(1)} s, peak ${peakMb.toFixed(0)} MB, weights as F32 ${megabytes.toFixed(0)} MB`,
  );
  return [
    {
      what: `${model}: peak memory of loading, of its weights as F32`,
      measured: peakMb / megabytes,
      target: { atMost: 2.5 },
      unit: ' ×',
    },
  ];
}
