import { createInterface } from 'node:readline/promises';
import { loadPromptPacks } from '../prompts/load-prompt-pack.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { StudyEvent } from '../study/events.ts';
import type { PrepareSummary } from '../study/prepare.ts';
import { type StudyOptions, type StudyRuntime, studyRuntime } from '../study/runtime.ts';
import { type CommandContext, stopSignals } from './command-context.ts';
import { ProgressDisplay } from './displays.ts';
import { printPlan } from './print-plan.ts';
import { ServerDisplay } from './server-display.ts';

/** What a command hands to the study: the config's extensions, the environment, a display, and Ctrl-C as signals. */
export async function commandOptions(context: CommandContext): Promise<StudyOptions> {
  const { datasets, providers } = await context.extensions();
  const stopping = new StopSignals(context);
  const display = new EventDisplay(context, stopping);
  return {
    datasets,
    providers,
    environment: context.environment,
    signal: stopping.gently.signal,
    stopNow: stopping.atOnce.signal,
    onEvent: (event) => display.show(event),
    ...(canAsk(context) ? { confirm: (question: string) => ask(context, question) } : {}),
  };
}

/** Whether somebody reads what is asked and can answer. */
function canAsk({ stderr }: CommandContext): boolean {
  return process.stdin.isTTY === true && stderr.isTTY === true;
}

/** Anything but a yes is a no. */
async function ask({ stderr }: CommandContext, question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: stderr });
  try {
    return /^\s*y(?:es)?\s*$/i.test(await lines.question(`${question} [y/N] `));
  } finally {
    lines.close();
  }
}

export async function commandRuntime(context: CommandContext): Promise<StudyRuntime> {
  return studyRuntime(await commandOptions(context));
}

/** The prompt pack that `--prompts` names, else the config's, else the package's. */
export async function promptPack(
  context: CommandContext,
  folder: string | undefined,
  language?: 'en',
): Promise<PromptPack> {
  const [pack] = await loadPromptPacks(
    [folder ?? (await context.extensions()).prompts ?? 'default'],
    language,
  );
  return pack;
}

/** The prompt packs that `--prompts` names, separated by commas; else as `promptPack`. */
export async function promptPacks(
  context: CommandContext,
  named: string | undefined,
  language?: 'en',
): Promise<readonly [PromptPack, ...PromptPack[]]> {
  const sources = named?.split(',') ?? [(await context.extensions()).prompts ?? 'default'];
  return loadPromptPacks(sources, language);
}

/** Ctrl-C while calls are under way or a server runs: once stops gently, twice at once. Before and after, it ends the program. */
class StopSignals {
  readonly gently = new AbortController();
  readonly atOnce = new AbortController();
  readonly #context: CommandContext;
  #onStop: () => void = () => {};
  #listeners = 0;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  readonly #onSignal = () => {
    this.#context.interrupted = true;
    if (this.gently.signal.aborted) {
      this.atOnce.abort();
      return;
    }
    this.gently.abort();
    this.#onStop();
  };

  /** May be called more than once; each call has its `ignore`. */
  listen(onStop: () => void): void {
    this.#onStop = onStop;
    this.#listeners += 1;
    if (this.#listeners === 1) for (const signal of stopSignals) process.on(signal, this.#onSignal);
  }

  ignore(): void {
    this.#listeners -= 1;
    if (this.#listeners === 0) for (const signal of stopSignals) process.off(signal, this.#onSignal);
  }
}

/** Prints what a study reports, on the stream for progress. */
class EventDisplay {
  readonly #context: CommandContext;
  readonly #stopping: StopSignals;
  readonly #servers: ServerDisplay;
  #progress: ProgressDisplay | null = null;

  constructor(context: CommandContext, stopping: StopSignals) {
    this.#context = context;
    this.#stopping = stopping;
    this.#servers = new ServerDisplay(context.stderr, {
      started: () => this.#listen(),
      ended: () => this.#stopping.ignore(),
    });
  }

  show(event: StudyEvent): void {
    switch (event.kind) {
      case 'planned':
        printPlan(this.#context.stderr, event);
        break;
      case 'prepared':
        this.#note(preparedLine(event.summary));
        break;
      case 'started':
        this.#start();
        break;
      case 'progress':
        this.#progress?.show(event);
        if (event.ended) this.#end();
        break;
      case 'notice':
        this.#note(event.message);
        break;
      case 'server':
        this.#progress?.clear();
        this.#servers.show(event.news);
        break;
      case 'finished':
        break;
      default:
        event satisfies never;
    }
  }

  #start(): void {
    this.#progress = new ProgressDisplay(this.#context.stderr);
    this.#listen();
  }

  #listen(): void {
    this.#stopping.listen(() =>
      this.#note('Stopping: waiting for what is in flight. Once more to stop at once.'),
    );
  }

  #end(): void {
    this.#progress = null;
    this.#stopping.ignore();
  }

  /** A line that stays, above the progress where there is one. */
  #note(text: string): void {
    this.#servers.clear();
    if (this.#progress === null) this.#context.stderr.write(`${text}\n`);
    else this.#progress.note(text);
  }
}

function preparedLine(summary: PrepareSummary): string {
  const { dataset, scenarios, gold, controls, skipped, missingFiles } = summary;
  const notes = [
    ...(skipped.length > 0 ? [`, ${skipped.length} items skipped ("hvsb prepare" lists them)`] : []),
    ...(missingFiles.length > 0 ? [`; without ${missingFiles.join(', ')}`] : []),
  ];
  return `${dataset}: ${scenarios} scenarios, ${gold.biased} biased, ${controls} controls${notes.join('')}`;
}
