import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { ScriptedServer } from '../../testing/server/scripted-server.ts';
import { HttpClient, proxyAddress } from './http-client.ts';

const request = {
  method: 'POST',
  path: '/v1/chat/completions',
  headers: {},
  body: '{}',
  timeoutMs: 5000,
} as const;
const never = new AbortController().signal;

function clientOf(server: ScriptedServer, connections: number | null): HttpClient {
  const origin = `http://127.0.0.1:${server.port}`;
  return new HttpClient({ origin, connectTimeoutMs: 1000, connections, environment: {} });
}

/** A proxy that tunnels whatever host it is asked for to one port here, and notes what it was asked for. */
async function startProxy(port: number): Promise<{ asked: string[]; url: string; close(): void }> {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (message, socket) => {
    asked.push(message.url ?? '');
    const tunnel = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on('error', () => socket.destroy());
    socket.on('error', () => tunnel.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address() as AddressInfo; // listening on a port, not on a pipe
  return { asked, url: `http://127.0.0.1:${address.port}`, close: () => void proxy.close() };
}

test('a proxy of the environment is used, except for this machine and for what NO_PROXY names', async () => {
  const server = await ScriptedServer.start();
  const proxy = await startProxy(server.port);
  const send = async (origin: string, environment: Record<string, string>) => {
    const client = new HttpClient({ origin, connectTimeoutMs: 1000, connections: null, environment });
    try {
      return (await client.send(request, never)).status;
    } finally {
      await client.close();
    }
  };
  const environment = { HTTP_PROXY: proxy.url };
  expect(await send('http://models.example:81', environment)).toBe(200);
  expect(await send('http://models.example:81', { HTTP_PROXY: proxy.url.replace('http://', '') })).toBe(200);
  expect(proxy.asked.splice(1)).toEqual(['models.example:81']);
  expect(proxy.asked).toEqual(['models.example:81']);
  expect(await send(`http://127.0.0.1:${server.port}`, environment)).toBe(200);
  await expect(
    send('http://models.invalid:81', { ...environment, NO_PROXY: 'models.invalid' }),
  ).rejects.toMatchObject({ reason: 'network' });
  expect(proxy.asked).toHaveLength(1);
  proxy.close();
  await server.close();
});

test('a client with a bound on connections keeps to it, and every request is answered', async () => {
  const server = await ScriptedServer.start({ latencyMs: 10 });
  const client = clientOf(server, 3);
  const responses = await Promise.all(Array.from({ length: 20 }, () => client.send(request, never)));
  expect(responses.every(({ status }) => status === 200)).toBe(true);
  expect(server.counts.maxInFlight).toBe(3);
  await client.close();
  await server.close();
});

test('a call that is aborted while it waits for a connection ends at once and is never sent', async () => {
  const server = await ScriptedServer.start({ latencyMs: 100 });
  const client = clientOf(server, 1);
  const first = client.send(request, never);
  const controller = new AbortController();
  const second = client.send(request, controller.signal);
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  expect((await first).status).toBe(200);
  await client.send(request, never);
  expect(server.counts.received).toBe(2);
  await client.close();
  await server.close();
});

test('requests that follow each other use the connections there are', async () => {
  const server = await ScriptedServer.start();
  const client = clientOf(server, null);
  await Promise.all(Array.from({ length: 5 }, () => client.send(request, never)));
  expect(server.counts.openConnections).toBe(5);
  for (let time = 0; time < 10; time += 1) await client.send(request, never);
  expect(server.counts.openConnections).toBe(5);
  await client.close();
  await server.close();
});

test('a connection that the server closes after its answer is opened again, also for a request that waits for it', async () => {
  const server = await ScriptedServer.start({
    script: () => ({ kind: 'raw', status: 200, headers: { connection: 'close' }, body: '{}' }),
  });
  const client = clientOf(server, 1);
  const responses = await Promise.all(Array.from({ length: 5 }, () => client.send(request, never)));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await client.close();
  await server.close();
});

test('a connection that breaks is replaced, and what waited for it is sent', async () => {
  const server = await ScriptedServer.start({
    script: ({ number }) =>
      number <= 2 ? { kind: 'reset', when: 'before-headers' } : { kind: 'answer', text: 'whole' },
  });
  const client = clientOf(server, 1);
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => client.send(request, never)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  await client.close();
  await server.close();
});

test('a call that is aborted in flight gives its place to the next', async () => {
  const server = await ScriptedServer.start({
    script: ({ number }) =>
      number === 1 ? { kind: 'stall', when: 'before-headers' } : { kind: 'answer', text: 'whole' },
  });
  const client = clientOf(server, 1);
  const controller = new AbortController();
  const stalled = client.send(request, controller.signal);
  const waiting = client.send(request, never);
  await vi.waitFor(() => expect(server.counts.received).toBe(1));
  controller.abort(new Error('enough'));
  await expect(stalled).rejects.toThrow('enough');
  expect((await waiting).status).toBe(200);
  await client.close();
  await server.close();
});

test('a call that is aborted while its connection is being made is never sent, and the next one is', async () => {
  const server = await ScriptedServer.start();
  const client = clientOf(server, 1);
  const controller = new AbortController();
  const first = client.send(request, controller.signal);
  const second = client.send(request, never);
  controller.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect((await second).status).toBe(200);
  expect(server.counts.received).toBe(1);
  await client.close();
  await server.close();
});

test('closing fails what is in flight, what waits for a connection, and what comes later', async () => {
  const server = await ScriptedServer.start({ script: () => ({ kind: 'stall', when: 'before-headers' }) });
  const client = clientOf(server, 1);
  const sent = Promise.allSettled([client.send(request, never), client.send(request, never)]);
  await vi.waitFor(() => expect(server.counts.received).toBe(1));
  await client.close();
  const closed = { status: 'rejected', reason: { reason: 'network' } };
  expect(await sent).toMatchObject([closed, closed]);
  await expect(client.send(request, never)).rejects.toMatchObject({ reason: 'network' });
  expect(server.counts.received).toBe(1);
  await server.close();
});

test('without a scheme it is one of http, also with a name and password', () => {
  expect(proxyAddress('HTTPS_PROXY', { HTTPS_PROXY: 'proxy.example:3128' })).toBe(
    'http://proxy.example:3128',
  );
  expect(proxyAddress('HTTP_PROXY', { HTTP_PROXY: 'me:hush@127.0.0.1:1' })).toBe(
    'http://me:hush@127.0.0.1:1',
  );
});

test('with a scheme it stays as it is, and the name in small letters comes first', () => {
  const environment = { HTTPS_PROXY: 'http://one.example', https_proxy: 'https://two.example' };
  expect(proxyAddress('HTTPS_PROXY', environment)).toBe('https://two.example');
});

test('none is none', () => {
  expect(proxyAddress('HTTPS_PROXY', {})).toBe('');
  expect(proxyAddress('HTTPS_PROXY', { HTTPS_PROXY: ' ' })).toBe('');
});

test.each(['ftp://me:hush@proxy.example', 'http://', 'me:hush@pro xy'])(
  '"%s" is refused without being shown',
  (value) => {
    const check = () => proxyAddress('HTTPS_PROXY', { HTTPS_PROXY: value });
    expect(check).toThrow(
      expect.objectContaining({ name: 'UsageError', where: 'HTTPS_PROXY', found: undefined }),
    );
    expect(check).not.toThrow('hush');
  },
);
