import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { llamaServer, neededLlamaServer, smolFile } from './support/llama.ts';

describe('llama.cpp’s own server', neededLlamaServer(), () => {
  test('is started for a GGUF file, asked, and ended', { timeout: 180_000 }, async () => {
    await using folder = await temporaryFolder();
    copyFileSync(smolFile, join(folder.path, 'smol.gguf'));
    const environment = {
      HVSB_LLAMA_SERVER: llamaServer,
      XDG_STATE_HOME: join(folder.path, 'state'),
      LLAMACPP_BASE_URL: 'http://127.0.0.1:9/v1',
    };
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const words = ['judge', '--serve', '--server-args', '-c 2048 -t 1 -np 1 --device none'];
    const judge = [...words, '--attack', 'none', '--limit', '2', '--max-tokens', '16', '--json'];
    const run = await hvsb(folder.path, [...judge, '--model', 'llamacpp:./smol.gguf'], environment);
    expect(run.stderr).toContain('llamacpp:./smol.gguf is ready after');
    const { models } = JSON.parse(run.stdout);
    expect(models[0]).toMatchObject({ sent: 2, failed: 0, stopped: null });
    expect(models[0].tokens.output).toBeGreaterThan(0);
    const unreadable = await hvsb(folder.path, [...judge, '--model', 'llamacpp:./hvsb.db'], environment);
    expect(unreadable.stderr).toMatch(
      /llamacpp:\.\/hvsb\.db: llama\.cpp's server ended \(exit code 1\) before it was ready/,
    );
    expect(unreadable.code).toBe(1);
  });
});
