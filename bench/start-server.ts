import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asArguments } from './run-child.ts';

export interface BenchServer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts the scripted server in a process of its own. */
export async function startServer(latencyMs: number): Promise<BenchServer> {
  const path = fileURLToPath(new URL('../tests/support/scripted-server-process.ts', import.meta.url));
  const child = spawn(process.execPath, [path, ...asArguments({ port: 0, latency: latencyMs })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  const { baseUrl }: { readonly baseUrl: string } = JSON.parse(String(line));
  return {
    baseUrl,
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}
