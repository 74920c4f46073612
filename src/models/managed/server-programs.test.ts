import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { requireInstalled } from './program-surroundings.ts';
import { decisiveArguments, findServerProgram, serverProgramFor, serverPrograms } from './server-programs.ts';

describe('arguments that answers depend on', () => {
  const vllm = serverProgramFor('vllm:a/b');

  test.each([
    [['--max-model-len', '4096', '--gpu-memory-utilization=0.9'], ''],
    [['--tensor-parallel-size', '2', '--enforce-eager', '--trust-remote-code'], ''],
    [['--quantization', 'fp8'], '--quantization fp8'],
    [['--max-model-len', '4096', '--dtype', 'float16', '--port', '9'], '--dtype float16'],
    [['--max-model-len', '-1', '--chat-template=./a.jinja'], '--chat-template=./a.jinja'],
    // What nobody knows is taken to matter.
    [['--new-setting'], '--new-setting'],
    [[], ''],
  ])('%j: %s', (args, expected) => {
    expect(decisiveArguments(vllm, args)).toBe(expected);
  });

  it('are all of a model file’s, which name the model', () => {
    const args = ['-m', 'other.gguf', '-c', '2048', '-ngl', '99'];
    expect(decisiveArguments(serverProgramFor('llamacpp:default'), args)).toBe('-m other.gguf');
  });
});

test.skipIf(process.platform === 'win32')('a Python without the module is not the program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvsb-python-'));
  const answers = (code: number) =>
    writeFileSync(join(folder, 'python3'), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
  const served = { model: 'sglang:acme/b', program: serverProgramFor('sglang:acme/b') };
  answers(1);
  await expect(requireInstalled(served, { PATH: folder })).rejects.toThrow('python3 has no module sglang');
  answers(0);
  expect(await requireInstalled(served, { PATH: folder })).toBe(join(folder, 'python3'));
});

describe('the program of a model', () => {
  it('is found by its provider alone', () => {
    expect(serverPrograms.map(({ provider }) => findServerProgram(`${provider}:x`)?.provider)).toEqual([
      'vllm',
      'sglang',
      'llamacpp',
      'ollama',
    ]);
    expect(findServerProgram('vllmx:a')).toBeUndefined();
    expect(() => serverProgramFor('openai:gpt-4o')).toThrow('no server that hvsb could start');
  });

  it('takes a file that is there, or a repository, and else says what it takes', () => {
    const { start } = serverProgramFor('llamacpp:x');
    expect(start('a/b', 1, {}).args).toContain('--hf-repo');
    expect(start('x', 1, { args: ['--model=y'] }).args).not.toContain('--hf-repo');
    expect(() => start('nowhere.gguf', 1, {})).toThrow('no such file');
    expect(() => start('x', 1, {})).toThrow('names no model');
  });
});
