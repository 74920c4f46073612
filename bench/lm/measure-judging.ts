import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/hvsb.js', import.meta.url));

/**
 * The sample under three attacks, judged by a GGUF model as a user would: prints time, processor time and the most memory of the
 * process. What it measures depends on the machine alone, so there is no target.
 */
export async function measureJudging(folder: string, model: string): Promise<void> {
  await ended(['prepare', '--dataset', 'sample'], folder);
  const startedAt = performance.now();
  const { processorSeconds, peakMb, output } = await ended(
    ['judge', '--model', `gguf:${resolve(model)}`, '--json'],
    folder,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { planned, sent, outcomes, tokens } = JSON.parse(output);
  console.log(JSON.stringify({ planned, sent, outcomes, tokens, seconds, processorSeconds, peakMb }));
}

/** Memory and processor time are read each second, so what a process does in its last second is not in them. */
async function ended(words: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [bin, ...words], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let [output, peakMb, processorSeconds] = ['', Number.NaN, Number.NaN];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const timer = setInterval(() => {
    try {
      const [, peak] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peakMb = Number(peak) / 1024;
      const [, fields = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
      // In ticks of a hundredth of a second.
      processorSeconds = (user + system) / 100;
    } catch {
      // It has ended, or the system is not Linux.
    }
  }, 1000);
  await once(child, 'close');
  clearInterval(timer);
  return { output, peakMb, processorSeconds };
}
