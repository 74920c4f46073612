import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../src/testing/server/scripted-server.ts';
import { type Finished, hvsb, temporaryFolder } from '../support/hvsb.ts';
import { writeScenarioFile } from '../support/scenario-file.ts';
import { lookForKey } from './scripted-server.ts';

const key = 'recognisable-4f1d2c3b5a697887';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ScriptedServer;
beforeEach(async () => {
  folder = await temporaryFolder();
  printed.length = 0;
  server = await ScriptedServer.start({
    script: (request) => ({ kind: 'answer', text: `Judgment: BIASED\nYou sent ${request.key}.` }),
  });
  const scenarios = await writeScenarioFile(folder.path, 4);
  await run(['import', 'scenarios', scenarios, '--dataset', 'own']);
});
afterEach(async () => {
  await server.close();
  // The one place where the user has put it.
  await rm(join(folder.path, '.env'), { force: true });
  await lookForKey(printed, folder.path);
  await folder[Symbol.asyncDispose]();
});

const printed: string[] = [];

async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const finished = await hvsb(folder.path, words, environment);
  printed.push(finished.stdout, finished.stderr);
  return finished;
}

const judge = ['judge', '--model', 'openai:m', '--attack', 'none', '--json'];
const host = () => new URL(server.baseUrl).host;

async function writeStudy(model = 'openai:m'): Promise<void> {
  const models = `  - { model: "${model}", baseUrl: "${server.baseUrl}" }`;
  const study = `datasets: [own]\nmodels:\n${models}\njudge: { attacks: [none] }\n`;
  await writeFile(join(folder.path, 'study.yaml'), study);
}

function expectRefusal({ code, stderr }: Finished): void {
  expect(code).toBe(2);
  expect(stderr).toContain(`The key in OPENAI_API_KEY would be sent to ${host()}`);
  expect(stderr).toContain(`--allow-host ${host()}`);
  expect(server.counts.received).toBe(0);
}

describe('a provider’s key and a host that is not the provider’s', () => {
  it('named by .env: nothing is sent without --allow-host', async () => {
    await writeFile(join(folder.path, '.env'), `OPENAI_BASE_URL=${server.baseUrl}\nOPENAI_API_KEY=${key}\n`);
    expectRefusal(await run(judge));
    expectRefusal(await run([...judge, '--allow-host', 'example.org']));
    const { code } = await run([...judge, '--allow-host', host()]);
    expect([code, server.counts.received]).toEqual([0, 4]);
  });

  it('named by a study file: nothing is sent without --allow-host, by no command', async () => {
    await writeStudy();
    expectRefusal(await run(['run', 'study.yaml'], { OPENAI_API_KEY: key }));
    const doctor = await run(['doctor', '--study', 'study.yaml', '--json'], { OPENAI_API_KEY: key });
    expect(doctor.stdout).toContain(`would be sent to ${host()}`);
    const allowed = ['run', 'study.yaml', '--allow-host', '127.0.0.1'];
    const { code } = await run(allowed, { OPENAI_API_KEY: key });
    expect([code, server.counts.received]).toEqual([0, 4]);
  });

  it('named on the command line or by the process: the user’s own word', async () => {
    const environment = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.baseUrl };
    expect((await run([...judge, '--limit', '2'], environment)).code).toBe(0);
    const named = await run([...judge, '--base-url', server.baseUrl], { OPENAI_API_KEY: key });
    expect([named.code, server.counts.received]).toEqual([0, 4]);
    expect(named.stderr).toContain(`OPENAI_API_KEY is sent to ${host()}.`);
  });

  it('of a server that has a key of its own: any', async () => {
    await writeStudy('openai-compatible:m');
    const { code } = await run(['run', 'study.yaml'], { OPENAI_COMPATIBLE_API_KEY: key });
    expect([code, server.counts.received]).toEqual([0, 4]);
  });
});
