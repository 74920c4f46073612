// A scripted server in a process of its own, for benchmarks and for tests that kill processes:
//   node scripted-server-process.ts --port 0 --latency 50
// prints {"port":...,"baseUrl":"..."} as one line when it listens, and stops on SIGTERM.
// --while-input stops when standard input ends, so that it does not outlive what started it; --count counts requests by content (asked for with GET /counts); --script FILE takes its behaviour from the
// file's exported function `script`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ScriptedServer, type ServerScript } from '../../src/testing/server/scripted-server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    count: { type: 'boolean', default: false },
    script: { type: 'string' },
    'while-input': { type: 'boolean', default: false },
  },
});

async function loadScript(path: string): Promise<ServerScript> {
  const loaded: { readonly script?: ServerScript } = await import(pathToFileURL(resolve(path)).href);
  if (loaded.script === undefined) throw new Error(`${path} exports no function named "script"`);
  return loaded.script;
}

const server = await ScriptedServer.start({
  port: Number(values.port),
  latencyMs: Number(values.latency),
  countContents: values.count,
  keepBodies: 0,
  ...(values.script === undefined ? {} : { script: await loadScript(values.script) }),
});

async function stop(): Promise<void> {
  await server.close();
  process.exit(0);
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['while-input']) process.stdin.on('end', stop).resume();
process.stdout.write(`${JSON.stringify({ port: server.port, baseUrl: server.baseUrl })}\n`);
