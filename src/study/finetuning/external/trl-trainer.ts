import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CheckpointError, type HvsbError, UsageError } from '../../../errors/errors.ts';
import type { Environment } from '../../../models/provider.ts';
import { baseFolder } from '../finetune.ts';
import { externalCard } from './external-card.ts';
import {
  type ExternalRequest,
  type PreparedTraining,
  prepareTraining,
  writeState,
} from './external-training.ts';
import { eventIn, type TrainerEvent } from './trainer-event.ts';

export interface TrlRequest extends ExternalRequest {
  /** The program, with a Python environment that has TRL. */
  readonly python: string;
  readonly environment: Environment;
  /** Aborting saves what is learned and stops. */
  readonly signal: AbortSignal;
  readonly onPlan: (plan: PreparedTraining) => void;
  readonly onEvent: (event: TrainerEvent) => void;
}

export type TrlResult = {
  readonly kind: 'finished' | 'interrupted';
  readonly plan: PreparedTraining;
  readonly step: number;
  readonly steps: number;
  /** Losses of the validation rows, oldest first. */
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
};

const script = fileURLToPath(new URL('../../../../python/trl_finetune.py', import.meta.url));
/** Lines of the log that are shown when the trainer ends with an error. */
const shownLines = 12;

/**
 * Has TRL and PEFT train a model in the user's Python environment, and writes the record of it. An interrupted run goes on when it is
 * called again.
 * @throws UsageError where Python, a package, a device or memory is missing
 * @throws CheckpointError where the model cannot be had, or the trainer fails
 */
export async function trainWithTrl(request: TrlRequest): Promise<TrlResult> {
  const plan = await prepareTraining(request);
  request.onPlan(plan);
  const settings = await writeSettings(request, plan);
  const run = new TrainerRun(request);
  const last = await run.start(settings, join(plan.folder, '..', 'training.log'));
  const { validations } = run;
  if (last.event === 'interrupted') {
    return { kind: 'interrupted', plan, step: last.step, steps: last.steps, validations };
  }
  const { out } = request;
  const record = {
    ...plan.identity,
    versions: run.versions,
    steps: last.steps,
    validations,
    losses: run.losses,
  };
  await writeState(out, 'training.json', record);
  await writeFile(
    join(out, 'README.md'),
    externalCard(request, { plan, validations, versions: run.versions }),
  );
  await rm(plan.folder, { recursive: true, force: true });
  return { kind: 'finished', plan, step: last.step, steps: last.steps, validations };
}

async function writeSettings({ from, out, options }: TrlRequest, plan: PreparedTraining): Promise<string> {
  const settings = {
    ...options,
    model: baseFolder(from),
    training: plan.trainingFile,
    validation: plan.validationFile,
    work: join(plan.folder, 'checkpoints'),
    out: resolve(out),
  };
  await writeState(plan.folder, 'settings.json', settings);
  return join(plan.folder, 'settings.json');
}

/** The trainer's process: its events, its log, and its end. */
class TrainerRun {
  readonly validations: { readonly step: number; readonly loss: number }[] = [];
  readonly losses: { readonly step: number; readonly loss: number }[] = [];
  versions: Extract<TrainerEvent, { event: 'versions' }> | null = null;
  readonly #request: TrlRequest;
  readonly #lastLines: string[] = [];
  #last: TrainerEvent | null = null;

  constructor(request: TrlRequest) {
    this.#request = request;
  }

  async start(
    settings: string,
    logPath: string,
  ): Promise<Extract<TrainerEvent, { event: 'interrupted' | 'done' }>> {
    const { python, environment, signal } = this.#request;
    const log = createWriteStream(logPath, { flags: 'a' });
    const { HF_TOKEN } = environment;
    // A group of its own: Ctrl-C in the terminal is for this program, which then stops the trainer and what it started.
    const child = spawn(python, ['-u', script, settings], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...(HF_TOKEN === undefined ? {} : { HF_TOKEN }) },
    });
    const stop = () => stopGroup(child);
    signal.addEventListener('abort', stop);
    try {
      const ended = await this.#follow(child, (line) => log.write(`${line}\n`));
      return this.#result(ended, logPath);
    } finally {
      signal.removeEventListener('abort', stop);
      log.end();
    }
  }

  /** The trainer's exit code, or the signal or error that ended it. */
  async #follow(child: ChildProcess, log: (line: string) => void): Promise<number | string> {
    const ended = new Promise<number | string>((done) => {
      child.on('error', (error) =>
        done('code' in error && error.code === 'ENOENT' ? 'ENOENT' : error.message),
      );
      child.on('close', (code, signal) => done(code ?? signal ?? 'unknown'));
    });
    // It ends with this program: its standard input does.
    child.stdin?.on('error', () => {});
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        const event = eventIn(line);
        if (event === null) {
          log(line);
          this.#lastLines.push(line);
          if (this.#lastLines.length > shownLines) this.#lastLines.shift();
        } else this.#note(event);
      });
    }
    return ended;
  }

  #note(event: TrainerEvent): void {
    this.#last = event;
    if (event.event === 'versions') this.versions = event;
    if (event.event === 'validation') this.validations.push({ step: event.step, loss: event.loss });
    if (event.event === 'progress') this.losses.push({ step: event.step, loss: event.loss });
    this.#request.onEvent(event);
  }

  #result(ended: number | string, logPath: string): Extract<TrainerEvent, { event: 'interrupted' | 'done' }> {
    const last = this.#last;
    if (last?.event === 'error') throw errorFor(last, this.#request);
    if (ended === 0 && (last?.event === 'done' || last?.event === 'interrupted')) return last;
    if (ended === 'ENOENT') throw noPython(this.#request.python);
    throw new CheckpointError('The trainer ended with an error.', {
      where: logPath,
      found: [`${typeof ended === 'number' ? `exit code ${ended}` : ended}`, ...this.#lastLines].join(
        '\n    ',
      ),
      advice: 'The same command goes on from the newest saved state.',
    });
  }
}

/** Ends the trainer and what it started: first with a request to save, and at once where it is asked again. */
function stopGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

function noPython(python: string): UsageError {
  return new UsageError('Python was not found.', {
    where: python,
    expected: 'a Python from 3.10 on, with torch, trl and peft',
    advice: 'Install Python, or name the program of an environment with --python FOLDER/bin/python.',
  });
}

function errorFor(
  { kind, message }: Extract<TrainerEvent, { event: 'error' }>,
  { python, from, options }: TrlRequest,
): HvsbError {
  switch (kind) {
    case 'packages':
      return new UsageError('The Python environment lacks packages of the trainer.', {
        where: python,
        expected: 'torch, transformers, trl, peft, datasets, accelerate (and bitsandbytes with --qlora)',
        found: `without ${message.split(' ').join(', ')}`,
        advice: `Install them: ${python} -m pip install ${message}`,
      });
    case 'gpu':
      return new UsageError('QLoRA needs a CUDA device, and there is none.', {
        where: '--qlora',
        found: message,
        advice: 'Leave --qlora out, or run where there is one.',
      });
    case 'memory':
      return new UsageError('The memory of the device does not suffice.', {
        where: from,
        found: message,
        advice: options.qlora
          ? 'Make --batch-size or --max-tokens smaller, or take a smaller model.'
          : 'Try --qlora, which takes about a third, or a smaller --batch-size.',
      });
    case 'template':
      return new CheckpointError('The model has no chat template, so that it cannot be asked as hvsb asks.', {
        where: from,
        advice: 'Start from an instruct model.',
      });
    default:
      return new CheckpointError('The model to start from cannot be had.', {
        where: from,
        found: message,
        advice: 'Check its name; a gated one needs HF_TOKEN, and your consent on its page.',
      });
  }
}
