import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finished, startHvsb, temporaryFolder } from './support/hvsb.ts';

describe('hvsb data download', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with one sentence', async (signal) => {
    await using folder = await temporaryFolder();
    // A proxy that takes the request for a tunnel and never answers.
    const proxy = createServer();
    const asked = new Promise<void>((resolve) =>
      proxy.once('connect', (_, socket) => {
        // The program may go without a word.
        socket.on('error', () => socket.destroy());
        resolve();
      }),
    );
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo; // a TCP server that listens has one
    try {
      const child = startHvsb(folder.path, ['data', 'download', 'crows-pairs', 'stereoset'], {
        HVSB_DATA: 'data',
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
      });
      const end = finished(child);
      await Promise.race([asked, end]);
      child.kill(signal);
      expect(await end).toEqual({
        code: 1,
        stdout: '',
        stderr: 'Stopped; what arrived is saved, and the same command resumes from there.\n',
      });
      expect(existsSync(join(folder.path, 'data', 'stereoset'))).toBe(false);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
