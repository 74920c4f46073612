import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SuiteOptions } from 'vitest';
import { skippedBecause } from './needs.ts';

/** One thread: the fastest number would be measured on a machine that runs other tests. */
export const llamaSettings: Readonly<Record<string, string>> = {
  HVSB_NODE_LLAMA_CPP: process.env.HVSB_NODE_LLAMA_CPP ?? '',
  HVSB_GGUF_THREADS: '1',
  HVSB_GGUF_GPU: 'none',
};

/** Of tests that run GGUF files: they need node-llama-cpp, here or in the folder of HVSB_NODE_LLAMA_CPP. */
export function neededLlama(): SuiteOptions {
  const folders = [import.meta.dirname, process.env.HVSB_NODE_LLAMA_CPP ?? import.meta.dirname];
  const found = folders.some((folder) => {
    try {
      createRequire(join(folder, 'package.json')).resolve('node-llama-cpp');
      return true;
    } catch {
      return false;
    }
  });
  return skippedBecause(found ? null : 'node-llama-cpp is not installed (HVSB_NODE_LLAMA_CPP).');
}

/** SmolLM2-135M-Instruct as a GGUF file. */
export const smolFile = process.env.HVSB_TEST_GGUF ?? '';

/** Of tests that ask a real instruct model. */
export function neededSmol(): SuiteOptions {
  return existsSync(smolFile)
    ? neededLlama()
    : skippedBecause('No file of SmolLM2-135M-Instruct (HVSB_TEST_GGUF).');
}

/** llama.cpp's own server. */
export const llamaServer = process.env.HVSB_LLAMA_SERVER ?? '';

/** Of tests that start llama.cpp's own server; its program is there for x64 alone. */
export function neededLlamaServer(): SuiteOptions {
  return existsSync(llamaServer) && existsSync(smolFile)
    ? {}
    : skippedBecause(
        'No program and model for llama.cpp’s server (HVSB_LLAMA_SERVER, HVSB_TEST_GGUF).',
        process.arch === 'x64' ? undefined : 'llama-server',
      );
}

/** A Python with the package gguf. */
export const ggufPython = process.env.HVSB_GGUF_PYTHON ?? 'python3';

export function neededGgufPython(): SuiteOptions {
  try {
    execFileSync(ggufPython, ['-c', 'import gguf'], { stdio: 'ignore' });
    return {};
  } catch {
    return skippedBecause(`${ggufPython} has no package gguf (HVSB_GGUF_PYTHON).`);
  }
}
