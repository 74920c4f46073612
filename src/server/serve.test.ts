import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors/errors.ts';
import { serve } from './serve.ts';

const app = new Hono().get('/', (context) => context.text('here'));

describe('serve', () => {
  it('listens on this machine without a token and says where', async () => {
    const server = await serve({ app, host: '127.0.0.1', port: 0, token: null });
    expect(await (await fetch(server.url)).text()).toBe('here');
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.4', 'workstation'])('wants a token to listen on %s', async (host) => {
    await expect(serve({ app, host, port: 0, token: null })).rejects.toThrow(UsageError);
    await expect(serve({ app, host, port: 0, token: 'short' })).rejects.toThrow('too short');
  });

  it('says that another program has the port', async () => {
    await using first = {
      server: await serve({ app, host: '127.0.0.1', port: 0, token: null }),
      [Symbol.asyncDispose]() {
        return this.server.close();
      },
    };
    const port = Number(new URL(first.server.url).port);
    const refused = serve({ app, host: '127.0.0.1', port, token: null });
    await expect(refused).rejects.toMatchObject({ found: 'another program is using the port' });
  });
});
