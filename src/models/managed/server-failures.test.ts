import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { failureOf } from './server-failures.ts';
import { logFolder, ServerLog } from './server-log.ts';
import { serverProgramFor } from './server-programs.ts';

const ended = { code: 1, signal: null, error: null };

function failed(model: string, text: string, secrets: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'hvsb-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = new ServerLog(folder, model, 'command', secrets);
  onTestFinished(() => log.close());
  appendFileSync(log.path, text);
  return { model, program: serverProgramFor(model), log, hasToken: false };
}

const memory = 'There is not enough memory for the model.';
const gated = 'only to those who may have it.';
const port = 'The port is in use by another program.';
const noModel = 'There is no model named';
const noGpu = 'The program found no GPU that it can use.';

describe('the reason of a server that ended', () => {
  test.each([
    ['vllm:a/b', 'ValueError: Free memory on device (7.5/8.0 GiB) on startup is less than desired', memory],
    ['vllm:a/b', 'ValueError: No available memory for the cache blocks.', memory],
    ['vllm:a/b', '(16.00 GiB KV cache is needed, which is larger than the available KV cache memory', memory],
    ['vllm:a/b', 'torch.OutOfMemoryError: HIP out of memory. Tried to allocate', memory],
    ['sglang:a/b', 'RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.', memory],
    ['llamacpp:a/b', 'allocating 4403.49 MiB on device 0: cudaMalloc failed: out of memory', memory],
    ['llamacpp:a/b', 'error loading model: unable to allocate CUDA0 buffer', memory],
    ['llamacpp:a/b', 'vk::Device::allocateMemory: ErrorOutOfDeviceMemory', memory],
    ['vllm:a/b', 'GatedRepoError: 401 Client Error. Cannot access gated repo for url', gated],
    ['vllm:a/b', 'OSError: You are trying to access a gated repo.', gated],
    ['llamacpp:a/b', 'download failed with status code 401', gated],
    ['vllm:a/b', 'RepositoryNotFoundError: 401 Client Error. Repository Not Found for url', noModel],
    [
      'llamacpp:a/b',
      "gguf_init_from_file: failed to open GGUF file '/a' (No such file or directory)",
      noModel,
    ],
    ['vllm:a/b', 'OSError: [Errno 98] Address already in use', port],
    ['llamacpp:a/b', "start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 1", port],
    ['ollama:a', 'Error: listen tcp 127.0.0.1:11434: bind: address already in use', port],
    ['vllm:a/b', 'RuntimeError: Failed to infer device type', noGpu],
    ['sglang:a/b', 'RuntimeError: No CUDA GPUs are available', noGpu],
    [
      'vllm:a/b',
      'vllm serve: error: unrecognized arguments: --nonsense',
      'does not know one of its arguments',
    ],
    ['vllm:a/b', "OSError: We couldn't connect to 'https://hub' to load the files", 'could not be fetched'],
  ])('%s, %s', (model, line, problem) => {
    const error = failureOf(
      failed(model, `INFO loading\n${line}\nEngine core did not start.\n`),
      ended,
      false,
    );
    expect(error.message).toContain(problem);
    expect(error.message).toContain('(exit code 1) before it was ready.');
    expect(error.found).toContain(line);
    expect(error.stopsModel).toBe(true);
  });

  it('is not made up where the log says none', () => {
    const error = failureOf(
      failed('vllm:a/b', '"GET /v1/models HTTP/1.1" 401 Unauthorized\n404\n'),
      ended,
      true,
    );
    expect(error.message).toBe('vLLM ended (exit code 1) while calls were made.');
    const killed = failureOf(failed('vllm:a/b', ''), { ...ended, code: null, signal: 'SIGKILL' }, true);
    expect(killed.message).toContain('(signal SIGKILL) while calls were made. Somebody killed it');
    expect(killed.found).toBe('its log is empty');
  });

  it('is shown with the last lines, without colours, bars of progress and keys', () => {
    const many = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
    const text = `${many}\n\u001b[31mloading 1/2\rloading 2/2\u001b[0m\nthe token is hf_AbCdEfGhIjKlMn and tell-nobody\n`;
    const { found = '' } = failureOf(failed('vllm:a/b', text, ['tell-nobody']), ended, false);
    expect(found.split('\n').slice(-3)).toEqual([
      '    | loading 1/2',
      '    | loading 2/2',
      '    | the token is [key] and [key]',
    ]);
    expect(found).not.toContain('line 40');
  });
});

it('the log of a start begins where that of the one before ends, beside the results', () => {
  expect(logFolder('/study/my.db', '/state')).toBe('/study/my-servers');
  expect(logFolder(':memory:', '/state')).toBe('/state/logs');
  expect(logFolder('postgres://ada@db.example.org/study', '/state')).toBe('/state/logs');
  const { log } = failed('vllm:a/b', 'of the first\n');
  const second = new ServerLog(join(log.path, '..'), 'vllm:a/b', 'command', []);
  appendFileSync(log.path, 'of the second\n');
  expect(second.lines(9)).toEqual(['of the second']);
  second.close();
});
