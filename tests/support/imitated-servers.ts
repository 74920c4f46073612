import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('imitated-server.ts', import.meta.url));

/** One start of an imitated server, or a process that it started. */
export interface Start {
  readonly program: string;
  readonly model: string;
  readonly pid: number;
  readonly port: number;
  readonly args: readonly string[];
  readonly HF_TOKEN?: string;
  readonly OPENAI_API_KEY?: string;
}

/** Programs in a folder that imitate servers, see `imitated-server.ts`. */
export class ImitatedServers {
  /** What a program is started with to find them, and nothing of this machine. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #starts: string;

  constructor(folder: string, programs: readonly string[] = ['vllm', 'python3', 'llama-server', 'ollama']) {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const program of programs) {
      const path = join(bin, program);
      writeFileSync(path, `#!/bin/sh\nexec ${process.execPath} ${script} ${program} "$@"\n`);
      chmodSync(path, 0o755);
    }
    this.#starts = join(folder, 'starts.jsonl');
    this.environment = {
      PATH: `${bin}:/usr/bin:/bin`,
      XDG_STATE_HOME: join(folder, 'state'),
      IMITATION_STARTS: this.#starts,
      // Nothing else of this machine listens there.
      VLLM_BASE_URL: 'http://127.0.0.1:9/v1',
      SGLANG_BASE_URL: 'http://127.0.0.1:9/v1',
      LLAMACPP_BASE_URL: 'http://127.0.0.1:9/v1',
      OLLAMA_BASE_URL: 'http://127.0.0.1:9/v1',
    };
  }

  /** All so far, in order. */
  get starts(): readonly Start[] {
    if (!existsSync(this.#starts)) return [];
    const text = readFileSync(this.#starts, 'utf8');
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }

  /** Those that still run. */
  get running(): readonly Start[] {
    return this.starts.filter(({ pid }) => isRunning(pid));
  }

  /** Waits until so many have been started. */
  async untilStarted(count: number): Promise<void> {
    while (this.starts.length < count) await wait(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    // A process that has ended and that nobody has asked about yet.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
