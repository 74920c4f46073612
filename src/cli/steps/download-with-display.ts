import type { DownloadOptions } from '../../download/download-options.ts';
import type { CommandContext } from '../command-context.ts';
import { DownloadDisplay } from '../download-display.ts';
import { exitCodes } from '../exit-codes.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Runs downloads and shows their progress; Ctrl-C stops them, says so, and keeps what arrived. */
export async function downloadWithDisplay(
  context: CommandContext,
  download: (options: DownloadOptions) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const stop = () => {
    // A second Ctrl-C does not wait.
    if (stopping.signal.aborted) process.exit(exitCodes.findings);
    stopping.abort();
  };
  const display = new DownloadDisplay(context.stderr);
  // Not `once`: what restores the cursor ends the program at a signal that nobody else listens to any more.
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    await download({
      signal: stopping.signal,
      fetchOptions: { environment: context.environment },
      onProgress: (progress) => display.show(progress),
    });
  } catch (error) {
    if (error !== stopping.signal.reason) throw error;
    display.end();
    context.stderr.write('Stopped; what arrived is kept, and the same command goes on from there.\n');
    context.exitCode = exitCodes.findings;
  } finally {
    display.end();
    for (const signal of stopSignals) process.off(signal, stop);
  }
}
