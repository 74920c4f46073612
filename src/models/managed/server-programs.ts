import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../errors/errors.ts';

/** How a study asks for a server to be started. */
export interface ServeSettings {
  /** GPUs that the model is spread over; 0 for none. Default: as the program does it. */
  readonly gpus?: number | undefined;
  /** Further arguments of the program, as on its command line. */
  readonly args?: readonly string[] | undefined;
}

/** Which model is served, and how. */
export interface ServedModel {
  /** `provider:model`. */
  readonly model: string;
  readonly program: ServerProgram;
  readonly settings: ServeSettings;
}

/** What a program is started with. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A program that serves models on this machine. */
export interface ServerProgram {
  /** Provider whose models it serves. */
  readonly provider: string;
  /** As people call it. */
  readonly title: string;
  readonly executable: string;
  /** Variable that names the executable where it is not on the path. */
  readonly variable: string;
  /** What installs it, and what to do where it is elsewhere; the beginning of a sentence. */
  readonly install: string;
  /** The Python module that is run, where the executable is Python. */
  readonly module?: string;
  /** Path that answers with 200 once calls can be made. */
  readonly healthPath: string;
  /** Arguments and variables that serve the model on this port of this machine alone. */
  start(model: string, port: number, settings: ServeSettings): Omit<CommandLine, 'command'>;
  /** Arguments that do not change an answer, by their beginnings. All others are part of the condition. */
  readonly harmless: readonly string[];
  /** Whether the model is fetched and loaded by requests, once the program answers. */
  readonly loadsOnRequest?: true;
}

const address = (port: number) => ['--host', '127.0.0.1', '--port', String(port)];

const vllm: ServerProgram = {
  provider: 'vllm',
  title: 'vLLM',
  executable: 'vllm',
  variable: 'HVSB_VLLM',
  install: 'Install it with "pip install vllm" (Linux with a GPU), or name the program in HVSB_VLLM',
  healthPath: '/health',
  start: (model, port, { gpus = 1, args = [] }) => ({
    args: ['serve', model, ...address(port), ...spread('--tensor-parallel-size', gpus), ...args],
    environment: {},
  }),
  harmless: [
    '--max-model-len',
    '--gpu-memory-utilization',
    '--tensor-parallel-size',
    '-tp',
    '--pipeline-parallel-size',
    '-pp',
    '--data-parallel-size',
    '-dp',
    '--max-num-seqs',
    '--max-num-batched-tokens',
    '--swap-space',
    '--cpu-offload-gb',
    '--enforce-eager',
    '--download-dir',
    '--enable-prefix-caching',
    '--no-enable-prefix-caching',
    '--enable-chunked-prefill',
    '--disable-log',
    '--uvicorn-log-level',
    '--trust-remote-code',
    '--api-key',
    '--port',
    '--host',
  ],
};

const sglang: ServerProgram = {
  provider: 'sglang',
  title: 'SGLang',
  executable: 'python3',
  module: 'sglang',
  variable: 'HVSB_PYTHON',
  install: 'Install it with "pip install sglang[all]", or name the Python that has it in HVSB_PYTHON',
  healthPath: '/health',
  start: (model, port, { gpus = 1, args = [] }) => ({
    args: [
      ...['-m', 'sglang.launch_server', '--model-path', model, '--served-model-name', model],
      ...[...address(port), ...spread('--tp-size', gpus), ...args],
    ],
    environment: {},
  }),
  harmless: [
    '--context-length',
    '--mem-fraction-static',
    '--tp-size',
    '--tp',
    '--dp-size',
    '--max-running-requests',
    '--max-total-tokens',
    '--chunked-prefill-size',
    '--disable-cuda-graph',
    '--download-dir',
    '--log-level',
    '--trust-remote-code',
    '--api-key',
    '--port',
    '--host',
  ],
};

const llamaServer: ServerProgram = {
  provider: 'llamacpp',
  title: "llama.cpp's server",
  executable: 'llama-server',
  variable: 'HVSB_LLAMA_SERVER',
  install:
    'Install llama.cpp (for example "brew install llama.cpp"), or name the program in HVSB_LLAMA_SERVER',
  healthPath: '/health',
  start: (model, port, { gpus, args = [] }) => ({
    args: [
      ...ggufSource(model, args),
      ...['--alias', model, ...address(port)],
      ...(gpus === 0 ? ['--device', 'none'] : gpus === 1 ? ['--split-mode', 'none'] : []),
      ...args,
    ],
    environment: {},
  }),
  harmless: [
    '--ctx-size',
    '-c',
    '--parallel',
    '-np',
    '--threads',
    '-t',
    '--n-gpu-layers',
    '--gpu-layers',
    '-ngl',
    '--device',
    '-dev',
    '--split-mode',
    '-sm',
    '--main-gpu',
    '-mg',
    '--batch-size',
    '-b',
    '--ubatch-size',
    '-ub',
    '--mlock',
    '--no-mmap',
    '--offline',
    '--no-webui',
    '--api-key',
    '--port',
    '--host',
  ],
};

const ollama: ServerProgram = {
  provider: 'ollama',
  title: 'Ollama',
  executable: 'ollama',
  variable: 'HVSB_OLLAMA',
  install: 'Install it from ollama.com, or name the program in HVSB_OLLAMA',
  healthPath: '/api/version',
  start: (_, port, { gpus, args = [] }) => ({
    args: ['serve', ...args],
    environment: {
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_KEEP_ALIVE: '-1',
      // As Ollama's documentation has it: a device that is none.
      ...(gpus === 0 ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
    },
  }),
  harmless: [],
  loadsOnRequest: true,
};

/** The programs that hvsb can start. */
export const serverPrograms: readonly ServerProgram[] = [vllm, sglang, llamaServer, ollama];

/** Nothing for one GPU, which is what these programs take by themselves. */
function spread(option: string, gpus: number): readonly string[] {
  return gpus > 1 ? [option, String(gpus)] : [];
}

/** A file, or `ORG/REPO:QUANT` of the Hugging Face hub. Arguments that name a model come first. */
function ggufSource(model: string, args: readonly string[]): readonly string[] {
  if (args.some((word) => /^(?:-m|--model|-mu|--model-url|-hfr?|--hf-repo)(?:=|$)/.test(word))) return [];
  if (existsSync(model)) return ['--model', resolve(model)];
  if (/\.gguf$/i.test(model)) {
    throw new UsageError('There is no such file.', { where: `llamacpp:${model}`, expected: resolve(model) });
  }
  if (/^[\w.-]+\/[\w.-]+(?::[\w.-]+)?$/.test(model)) return ['--hf-repo', model];
  throw new UsageError(`"${model}" names no model that llama.cpp's server can load.`, {
    where: `llamacpp:${model}`,
    expected: 'a file (llamacpp:./model.gguf), ORG/REPO:QUANT of the Hugging Face hub, or args: ["-m", FILE]',
  });
}

/** The program that serves models of this name; undefined where there is none. */
export function findServerProgram(name: string): ServerProgram | undefined {
  return serverPrograms.find(({ provider }) => name.startsWith(`${provider}:`));
}

/** @throws UsageError where hvsb starts no server for models of this name */
export function serverProgramFor(name: string): ServerProgram {
  const program = findServerProgram(name);
  if (program !== undefined) return program;
  throw new UsageError(`There is no server that hvsb could start for ${name}.`, {
    expected: `a model of ${serverPrograms.map(({ provider }) => `${provider}:`).join(', ')}`,
    advice: 'Leave "serve" out for this model.',
  });
}

/**
 * The part of the arguments that answers depend on, as far as is known; empty where they only say how much memory and how many
 * devices the program takes.
 */
export function decisiveArguments({ harmless }: ServerProgram, args: readonly string[] = []): string {
  const decisive: string[] = [];
  let isHarmless = false;
  for (const word of args) {
    const [option = ''] = word.split('=');
    if (/^--?[a-z]/i.test(word)) {
      isHarmless = harmless.some(
        (known) => option === known || (known.length > 4 && option.startsWith(known)),
      );
    }
    if (!isHarmless) decisive.push(word);
  }
  return decisive.join(' ');
}

/** The command as it would be typed, for people. */
export function typedCommand({ command, args }: Pick<CommandLine, 'command' | 'args'>): string {
  return [command, ...args]
    .map((word) => (/^[\w./:@%+,=~-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
}
