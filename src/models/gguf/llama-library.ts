import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../errors/errors.ts';
import type { Environment } from '../provider.ts';

/** The number of a token. */
export type Token = number;

/** What is asked about the token after one that is evaluated. */
interface NextTokenQuestion {
  readonly generateNext: {
    readonly logits: { readonly filter: { readonly tokens: readonly Token[]; readonly includeTop: 1 } };
    readonly totalLogitWeight: true;
  };
}

/** `totalLogitWeight`: the sum of exp(logit − highest logit) over all tokens. */
export interface NextTokenAnswer {
  readonly next: { readonly logits?: ReadonlyMap<Token, number>; readonly totalLogitWeight?: number };
}

/** All logits of the token after one that is evaluated. */
interface AllLogitsQuestion {
  readonly generateNext: { readonly logits: true };
}

interface EvaluationSettings {
  readonly temperature: number;
  readonly topP?: number;
  /** 0 for all tokens. */
  readonly topK?: number;
  readonly seed?: number;
}

/** A text in the memory of a context. */
export interface LlamaSequence {
  readonly contextTokens: readonly Token[];
  /** Forgets what is not a beginning of these tokens. */
  adaptStateToTokens(tokens: readonly Token[], allowShift: false): Promise<void>;
  clearHistory(): Promise<void>;
  /** Appends the tokens and then, one at a time, those that the model writes; ends with an end token, which it does not give. */
  evaluate(tokens: readonly Token[], settings: EvaluationSettings): AsyncGenerator<Token, void, void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]): Promise<void>;
  controlledEvaluate(
    tokens: readonly (Token | readonly [Token, NextTokenQuestion | AllLogitsQuestion])[],
  ): Promise<readonly (NextTokenAnswer | undefined)[]>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

interface Memory {
  readonly cpuRam: number;
  readonly gpuVram: number;
}

/** Sizes in bytes; a context's size in tokens of each sequence. */
export interface ContextSize {
  readonly contextSize: number;
  readonly sequences: number;
}

export interface LlamaModel {
  /** Of its weights, in bytes. */
  readonly size: number;
  readonly trainContextSize: number;
  readonly gpuLayers: number;
  readonly fileInfo: {
    readonly metadata: {
      readonly general: { readonly architecture: string; readonly name?: string };
      readonly tokenizer: {
        readonly chat_template?: string;
        readonly ggml?: { readonly add_bos_token?: boolean };
      };
    };
  };
  readonly fileInsights: {
    readonly totalParameters: number;
    estimateContextResourceRequirementsV2(
      options: ContextSize & { readonly modelGpuLayers: number; readonly batchSize: number },
    ): Promise<Memory>;
  };
  readonly tokens: {
    readonly bos: Token | null;
    readonly bosString: string | null;
    readonly eosString: string | null;
  };
  tokenize(text: string, specialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean): string;
  createContext(
    options: ContextSize & {
      readonly threads: number;
      readonly batchSize: number;
      readonly ignoreMemorySafetyChecks?: boolean;
    },
  ): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface Llama {
  readonly gpu: string | false;
  readonly cpuMathCores: number;
  getVramState(): Promise<{ readonly free: number }>;
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

/** As much of the package as is used here, so that it need not be there to compile this one. */
interface LlamaLibrary {
  getLlama(options: Readonly<Record<string, unknown>>): Promise<Llama>;
}

const packageName = 'node-llama-cpp';

/** The package for this machine's processor that holds compiled code. */
function platformPackage(): string {
  const platforms: Readonly<Record<string, string>> = { darwin: 'mac', win32: 'win' };
  const metal = process.platform === 'darwin' && process.arch === 'arm64' ? '-metal' : '';
  return `@${packageName}/${platforms[process.platform] ?? process.platform}-${process.arch}${metal}`;
}

/**
 * Loads the library from where hvsb is installed, else from the folder where the user stands, else from the folder in
 * `HVSB_NODE_LLAMA_CPP`.
 * @param gpu `auto` for the fastest that the library finds, or one of its names, or `none`
 * @throws UsageError that says how to install it
 */
export async function openLlama(gpu: string, environment: Environment): Promise<Llama> {
  const library = await loadLibrary(environment);
  try {
    return await library.getLlama(settingsFor(gpu));
  } catch (cause) {
    throw new UsageError(`The package ${packageName} has no compiled code that runs here.`, {
      where: gpu === 'auto' ? 'gguf' : `HVSB_GGUF_GPU=${gpu}`,
      found: cause instanceof Error ? cause.message.split('\n')[0] : String(cause),
      advice: `Install the platform's package beside it (${platformPackage()}@3, or that for the GPU, whose name ends in -cuda or -vulkan), or set HVSB_GGUF_GPU=none for the processor alone.`,
      cause,
    });
  }
}

function settingsFor(gpu: string): Readonly<Record<string, unknown>> {
  return {
    gpu: gpu === 'none' ? false : gpu,
    // Compiled code comes with the platform's package: nothing is downloaded or built behind the user's back.
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    // No limit of the library's: how many threads are best is measured.
    maxThreads: 0,
  };
}

async function loadLibrary(environment: Environment): Promise<LlamaLibrary> {
  const folders = [import.meta.dirname, process.cwd(), environment.HVSB_NODE_LLAMA_CPP ?? ''];
  for (const folder of folders) {
    const path = folder === '' ? null : packagePath(folder);
    // The type is a part of the package's own.
    if (path !== null) return (await import(pathToFileURL(path).href)) as LlamaLibrary;
  }
  throw new UsageError(`The package ${packageName} is not installed.`, {
    where: 'gguf',
    expected: `${packageName}, which runs GGUF models in this process`,
    advice: `Install it in this folder with "npm install --omit=optional ${packageName}@3 ${platformPackage()}@3". For a CUDA or Vulkan GPU add the platform's package of that name; its CUDA builds take 540 MB.`,
  });
}

function packagePath(folder: string): string | null {
  try {
    return createRequire(join(folder, 'package.json')).resolve(packageName);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
