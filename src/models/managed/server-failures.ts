import { ModelError } from '../../errors/errors.ts';
import type { ServerLog } from './server-log.ts';
import type { ProcessEnd } from './server-process.ts';
import type { ServerProgram } from './server-programs.ts';

/** Lines of the log that a message shows. */
const shownLines = 8;

/** Which server a message is about. */
export interface FailedServer {
  readonly model: string;
  readonly program: ServerProgram;
  readonly log: ServerLog;
  /** Whether the Hugging Face hub was given a token. */
  readonly hasToken: boolean;
}

interface Cause {
  readonly pattern: RegExp;
  readonly problem: (server: FailedServer) => string;
  readonly advice: (server: FailedServer) => string;
}

const name = ({ model }: FailedServer) => model.slice(model.indexOf(':') + 1);
const moreRoom: Readonly<Record<string, string>> = {
  vllm: 'a smaller --max-model-len, or more GPUs ("gpus")',
  sglang: 'a smaller --context-length, or more GPUs ("gpus")',
  llamacpp: 'a smaller --ctx-size, or a smaller quantization',
  ollama: 'a smaller quantization',
};

const gated = {
  problem: (server: FailedServer) => `Its publisher gives ${name(server)} only to those who may have it.`,
  advice: (server: FailedServer) =>
    server.hasToken
      ? 'The token in HF_TOKEN may not have it: accept the terms on the model’s page with the account of this token.'
      : 'Accept the terms on the model’s page, and set HF_TOKEN to a token of your account, in the environment or in .env.',
};

/** What the log says, the most particular first: a program that is out of memory also says that its engine did not start. */
const causes: readonly Cause[] = [
  {
    pattern: /No module named ['"]?(?:vllm|sglang)/,
    problem: ({ program }) => `${program.title} is not installed.`,
    advice: ({ program }) => `${program.install}.`,
  },
  {
    pattern:
      /address already in use|EADDRINUSE|errno 98\b|couldn't bind (?:HTTP )?server socket|only one usage of each socket/i,
    problem: () => 'The port is in use by another program.',
    advice: () => 'Leave --port out, so that a free one is taken, or name another.',
  },
  {
    pattern:
      /CUDA out of memory|OutOfMemoryError|CUDA error: out of memory|HIP out of memory|cudaMalloc failed: out of memory|CUBLAS_STATUS_ALLOC_FAILED|No available memory for the cache blocks|KV cache is needed, which is larger than|Free memory on device .* is less than|unable to allocate \S+ buffer|failed to allocate (?:\S+ )?buffer|Not enough memory|requires more system memory|(?:cannot|can't) allocate memory|std::bad_alloc|ErrorOutOfDeviceMemory/i,
    problem: () => 'There is not enough memory for the model.',
    advice: ({ program }) =>
      `Try ${moreRoom[program.provider] ?? 'a smaller model'}; look with nvidia-smi for other programs on the GPU.`,
  },
  {
    pattern:
      /gated repo|GatedRepoError|Access to model .* is restricted|must have access to it and be authenticated/i,
    ...gated,
  },
  {
    pattern:
      /RepositoryNotFoundError|Repository Not Found|404 Client Error|is not a local folder and is not a valid model identifier|Repo id must be|failed to open GGUF file|pull model manifest: file does not exist|model ['"]\S+['"] not found/i,
    problem: (server) => `There is no model named ${name(server)}.`,
    advice: () => 'Check its name, as the Hugging Face hub or Ollama’s library spells it.',
  },
  { pattern: /40[13] Client Error|(?:status(?: code)?:?|HTTP) 40[13]\b/, ...gated },
  {
    pattern:
      /couldn't connect to ['"]?https|Max retries exceeded with url|LocalEntryNotFoundError|NameResolutionError|no such host/i,
    problem: () => 'The model is not on this machine, and could not be fetched.',
    advice: () => 'Check the network and proxies, or fetch the model before.',
  },
  {
    pattern:
      /No CUDA GPUs are available|Found no NVIDIA driver|Failed to infer device type|CUDA driver version is insufficient|libcuda\.so\.1/i,
    problem: () => 'The program found no GPU that it can use.',
    advice: () => 'Check with nvidia-smi; on a machine without a GPU take gguf: or llamacpp:.',
  },
  {
    pattern: /unrecognized arguments?:|error: invalid argument:|unknown (?:argument|flag)|error: argument /i,
    problem: () => 'The program does not know one of its arguments.',
    advice: () => 'Correct "args"; the log names the argument.',
  },
];

/** Why a server that ended, or that answered with this, could not be used. */
export function failureOf(
  server: FailedServer,
  end: ProcessEnd | null,
  hasBeenReady: boolean,
  said = '',
): ModelError {
  if (end?.error != null) return notStarted(server, end.error);
  const text = `${server.log.tail()}\n${said}`;
  const cause = causes.find(({ pattern }) => pattern.test(text));
  const ended = end === null ? 'did not load the model' : `ended${howOf(end)}`;
  const when = hasBeenReady ? 'while calls were made' : 'before it was ready';
  // Killed from outside without a word: on Linux that is the kernel, short of memory.
  const isKilled = cause === undefined && end?.signal === 'SIGKILL';
  const problem =
    cause?.problem(server) ?? (isKilled ? 'Somebody killed it, perhaps the system, short of memory.' : '');
  const advice =
    cause?.advice(server) ??
    (hasBeenReady ? 'Run the same command again: what is stored is not asked for again.' : '');
  const ending = `${server.program.title} ${ended}${end === null ? '' : ` ${when}`}.`;
  return errorOf(server, `${ending}${problem === '' ? '' : ` ${problem}`}`, advice, said);
}

/** A server that prints nothing more and does not answer. */
export function neverReady(server: FailedServer, quietMinutes: number): ModelError {
  return errorOf(
    server,
    `${server.program.title} printed nothing for ${quietMinutes} minutes and does not answer.`,
    'Start it by hand to see what it waits for; HVSB_SERVER_QUIET_MINUTES sets how long hvsb waits.',
  );
}

/** A server that answers, but not for this model. */
export function wrongModel(server: FailedServer, problem: string): ModelError {
  return errorOf(
    server,
    `${server.program.title} is ready, but does not serve ${name(server)}: ${problem}`,
    'Leave out arguments that give the model another name, or name the model as it is served.',
  );
}

function notStarted(server: FailedServer, error: NodeJS.ErrnoException): ModelError {
  return errorOf(server, `${server.program.title} could not be started: ${error.message}.`, '');
}

/** ` (exit code 1)`, ` (signal SIGKILL)` */
function howOf({ code, signal }: ProcessEnd): string {
  return signal === null ? ` (exit code ${code})` : ` (signal ${signal})`;
}

function errorOf({ model, log }: FailedServer, problem: string, advice: string, said = ''): ModelError {
  const lines = [...log.lines(shownLines), ...(said === '' ? [] : [said])];
  const found =
    lines.length === 0
      ? 'its log is empty'
      : `the last lines of its log\n${lines.map((line) => `    | ${line}`).join('\n')}`;
  return new ModelError(problem, {
    reason: 'own-server',
    concernsServer: true,
    where: model,
    found,
    advice: `${advice}${advice === '' ? '' : ' '}Log: ${log.path}`,
  });
}
