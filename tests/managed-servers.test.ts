import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serverProgramFor } from '../src/models/managed/server-programs.ts';
import { type ServerNews, ServerSlot } from '../src/models/managed/server-slot.ts';
import { providers } from '../src/models/open-model.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { ImitatedServers } from './support/imitated-servers.ts';

/** A slot for imitated servers, with its news. */
async function imitatedSlot(extra: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const servers = new ImitatedServers(folder.path);
  const news: ServerNews[] = [];
  const [stopping, atOnce] = [new AbortController(), new AbortController()];
  const environment = { ...servers.environment, HF_TOKEN: '', ...extra };
  const surroundings = { environment, providers, signal: stopping.signal, stopNow: atOnce.signal };
  const slot = new ServerSlot(surroundings, (one) => news.push(one));
  onTestFinished(async () => {
    await slot.stop();
    await folder[Symbol.asyncDispose]();
  });
  const use = (model: string, settings: { gpus?: number; args?: readonly string[] } = {}) =>
    slot.use({ model, program: serverProgramFor(model), settings }, join(folder.path, 'my.db'), {
      environment,
      providers,
    });
  const complaint = (model: string, settings = {}) =>
    use(model, settings).then(
      () => 'none',
      (error) => error.describe().replaceAll(folder.path, ''),
    );
  return { slot, servers, news, stopping, use, complaint };
}

describe('a server that does not become ready', () => {
  test.each([
    [
      'vllm:acme/crash',
      /ended \(exit code 1\) before it was ready\.[\s\S]*\| ValueError: The shards[\s\S]*Log: \/my-servers\/vllm-acme-crash\.log/,
    ],
    [
      'vllm:acme/huge',
      /There is not enough memory for the model\.[\s\S]*CUDA out of memory[\s\S]*--max-model-len/,
    ],
    ['sglang:acme/huge', /There is not enough memory for the model\.[\s\S]*--context-length/],
    ['vllm:acme/gated', /gives acme\/gated only to those who may have it\.[\s\S]*set HF_TOKEN/],
    ['vllm:acme/unknown', /There is no model named acme\/unknown\./],
    [
      'vllm:acme/renamed',
      /is ready, but does not serve acme\/renamed: acme\/renamed is not among the models/,
    ],
    ['vllm:acme/taken', /The port is in use by another program\./],
    ['sglang:acme/missing', /SGLang is not installed\.[\s\S]*pip install/],
    ['ollama:nowhere', /There is no model named nowhere\.[\s\S]*pull model manifest/],
    ['ollama:heavy', /There is not enough memory for the model\.[\s\S]*9\.1 GiB[\s\S]*smaller quantization/],
  ])('%s says why', async (model, message) => {
    const { complaint, servers, news } = await imitatedSlot({ IMITATION_OLLAMA: model.slice(7) });
    const text = await complaint(model);
    expect(text).toMatch(message);
    expect(news.filter(({ state }) => state === 'failed')).toHaveLength(1);
    expect(servers.running).toEqual([]);
    // It is not tried again.
    const { length } = servers.starts;
    expect(await complaint(model)).toBe(text);
    expect(servers.starts).toHaveLength(length);
  });

  test('with a token, the token is what may not have the model', async () => {
    const { complaint } = await imitatedSlot({ HF_TOKEN: 'hf_aaaaaaaaaaaaaaaa' });
    expect(await complaint('vllm:acme/gated')).toContain('The token in HF_TOKEN may not have it');
  });

  test('a program that is not there is named, with what installs it', async () => {
    const { complaint } = await imitatedSlot({ PATH: '/nowhere' });
    expect(await complaint('vllm:acme/any')).toMatch(
      /vLLM is not installed: .*"vllm"[\s\S]*pip install vllm/,
    );
    expect(await complaint('llamacpp:acme/a')).toMatch(/no program "llama-server"[\s\S]*HVSB_LLAMA_SERVER/);
  });

  test('one that says nothing is given up, one that goes on printing is waited for', async () => {
    const { complaint, use, news } = await imitatedSlot({ HVSB_SERVER_QUIET_MINUTES: '0.015' });
    expect(await complaint('vllm:acme/silent')).toContain('printed nothing for 0.015 minutes');
    await use('vllm:acme/slow');
    const lines = news.flatMap((one) => (one.state === 'loading' ? [one.line] : []));
    expect(lines.join(' ')).toContain('Loading safetensors checkpoint shards');
  }, 60_000);

  test('a model that Ollama has already is not looked for elsewhere', async () => {
    const { use } = await imitatedSlot({ IMITATION_OLLAMA: 'local-nowhere' });
    expect((await use('ollama:local-nowhere')).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });

  test('a port that another program takes meanwhile is not the end', async () => {
    const { use, servers } = await imitatedSlot();
    await use('vllm:acme/crowded');
    expect(new Set(servers.starts.map(({ port }) => port)).size).toBe(2);
  });
});

describe('a server', () => {
  test('has the token for the hub and no other key, and no key is shown', async () => {
    const { complaint, servers } = await imitatedSlot({
      HF_TOKEN: 'hf_secretsecretsecret',
      OPENAI_API_KEY: 'sk-other-other-other',
    });
    const text = await complaint('vllm:acme/chatty');
    expect(text).toContain('Authorization failed with [key]');
    expect(servers.starts[0]).toMatchObject({ HF_TOKEN: 'hf_secretsecretsecret' });
    expect(servers.starts[0]).not.toHaveProperty('OPENAI_API_KEY');
  });

  test('is started with the command line of its program', async () => {
    const { use, servers } = await imitatedSlot({ IMITATION_OLLAMA: 'small:1b' });
    await use('vllm:acme/a', { gpus: 2, args: ['--max-model-len', '4096'] });
    await use('sglang:acme/b', { gpus: 4 });
    await use('llamacpp:./package.json', { gpus: 0 });
    await use('llamacpp:acme/d:Q4_K_M', { gpus: 1 });
    await use('ollama:small:1b');
    const withoutPort = servers.starts.map(({ args, port }) =>
      args.join(' ').replace(`--host 127.0.0.1 --port ${port}`, 'AT'),
    );
    expect(withoutPort).toEqual([
      'serve acme/a AT --tensor-parallel-size 2 --max-model-len 4096',
      '-m sglang.launch_server --model-path acme/b --served-model-name acme/b AT --tp-size 4',
      `--model ${join(process.cwd(), 'package.json')} --alias ./package.json AT --device none`,
      '--hf-repo acme/d:Q4_K_M --alias acme/d:Q4_K_M AT --split-mode none',
      'serve',
    ]);
    // Each was ended before the next.
    expect(servers.running.map(({ program }) => program)).toEqual(['ollama']);
  });

  test('that already serves the model is used and left running, unless answers depend on how it was started', async () => {
    const first = await imitatedSlot();
    const { baseUrl } = await first.use('vllm:acme/steady');
    const second = await imitatedSlot({ VLLM_BASE_URL: baseUrl ?? '' });
    expect((await second.use('vllm:acme/steady', { args: ['--max-model-len', '10'] })).baseUrl).toBeNull();
    expect(second.servers.starts).toEqual([]);
    await second.use('vllm:acme/steady', { args: ['--quantization', 'fp8'] });
    expect(second.servers.starts).toHaveLength(1);
    await second.slot.stop();
    expect(first.servers.running).toHaveLength(1);
  });

  test('is ended with all that it started, also what ignores the request or left its group', async () => {
    const { use, slot, servers } = await imitatedSlot();
    await use('vllm:acme/children');
    expect(servers.running).toHaveLength(3);
    await slot.stop();
    expect(servers.running).toEqual([]);
  });

  test('that is loading is ended when the user stops the run', async () => {
    const { use, servers, stopping } = await imitatedSlot();
    const failed = use('vllm:acme/silent').catch((error) => error.name);
    await servers.untilStarted(1);
    stopping.abort();
    expect(await failed).toBe('AbortError');
    expect(servers.running).toEqual([]);
  });
});

const study = `
datasets: [sample]
models:
  - { model: "vllm:acme/slow", serve: { gpus: 1, args: ["--max-model-len", "4096"] } }
  - { model: "sglang:acme/heads", serve: {} }
  - { model: "ollama:tiny:1b", serve: {} }
  - baseline:always-biased
judge: { attacks: [none] }
explain: { n: 3 }
agree: {}
`;

describe('hvsb', () => {
  test('judges, explains and rates with three servers, one after the other, in one command', {
    timeout: 120_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const servers = new ImitatedServers(folder.path);
    const environment = { ...servers.environment, IMITATION_OLLAMA: 'tiny:1b' };
    writeFileSync(join(folder.path, 'study.yaml'), study);
    const plan = await hvsb(folder.path, ['run', '--dry-run'], environment);
    expect(plan.stderr.replace(/\s+/g, ' ')).toContain(
      'Started by hvsb, one after the other: vllm:acme/slow (vLLM 1 GPU --max-model-len 4096), sglang:acme/heads (SGLang), ollama:tiny:1b (Ollama).',
    );
    expect(servers.starts).toEqual([]);
    const run = await hvsb(folder.path, ['run', '--json'], environment);
    expect(run.stderr).toContain('vllm:acme/slow is ready after');
    expect(run.code).toBe(0);
    const summary = JSON.parse(run.stdout);
    expect(summary).toMatchObject({
      partial: false,
      judged: { sent: 508, failed: 0 },
      explained: { sent: 12 },
    });
    const names = ['vllm:acme/slow', 'sglang:acme/heads', 'ollama:tiny:1b', 'baseline:always-biased'];
    for (const stage of ['judged', 'explained', 'agreed'])
      expect(summary[stage].models.map(({ model }: { model: string }) => model)).toEqual(names);
    expect(summary.agreed.planned).toBe(4 * 12);
    // The last one is still loaded when the agreeing begins, so it is not started again.
    expect(servers.starts.map(({ model }) => model)).toEqual([
      ...['acme/slow', 'acme/heads', 'tiny:1b'],
      ...['acme/slow', 'acme/heads'],
    ]);
    expect(servers.running).toEqual([]);
    // The port is another each time, and nothing of what is stored depends on it.
    const again = await hvsb(folder.path, ['run', '--json'], environment);
    expect(JSON.parse(again.stdout)).toMatchObject({ judged: { sent: 0, stored: 508 }, agreed: { sent: 0 } });
    expect(servers.starts).toHaveLength(5);
  });

  test('goes on with the next model where a server fails, and says how each did', {
    timeout: 120_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const servers = new ImitatedServers(folder.path);
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const models = 'vllm:acme/huge,vllm:acme/dies,vllm:acme/grows,vllm:acme/heads';
    const words = ['judge', '--serve', '--model', models, '--attack', 'none', '--json'];
    const run = await hvsb(folder.path, words, servers.environment);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(
      /acme\/huge: vLLM ended \(exit code 1\) before it was ready\. There is not enough/,
    );
    expect(run.stderr).toMatch(
      /acme\/dies: vLLM ended \(exit code 1\) while calls were made\.[\s\S]*illegal memory access/,
    );
    expect(run.stderr).toMatch(/acme\/grows: .* while calls were made\. There is not enough memory/);
    const { models: each } = JSON.parse(run.stdout);
    expect(each.map(({ sent, failed }: { sent: number; failed: number }) => sent - failed)).toEqual([
      0, 5, 5, 127,
    ]);
    expect(servers.starts).toHaveLength(4);
    expect(servers.running).toEqual([]);
    const log = readFileSync(join(folder.path, 'hvsb-servers', 'vllm-acme-dies.log'), 'utf8');
    expect(log).toMatch(/^=== .* hvsb starts: vllm serve acme\/dies --host/);
  });

  test.each([
    ['SIGINT', 'silent', 1],
    ['SIGTERM', 'steady', 1],
    ['SIGHUP', 'children-stubborn-steady', 3],
  ] as const)('ends its server at %s (%s)', { timeout: 60_000 }, async (signal, word, processes) => {
    await using folder = await temporaryFolder();
    const servers = new ImitatedServers(folder.path);
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const judge = ['judge', '--serve', '--model', `vllm:acme/${word}`, '--attack', 'none'];
    const child = startHvsb(folder.path, judge, servers.environment);
    const end = finished(child);
    await servers.untilStarted(processes);
    await wait(word === 'silent' ? 300 : 2500);
    child.kill(signal);
    const { code, stderr } = await end;
    expect(stderr).toContain('Stopping');
    expect(code).toBe(1);
    expect(servers.running).toEqual([]);
  });

  test('ends what a killed run left running, and nobody else’s', { timeout: 90_000 }, async () => {
    await using folder = await temporaryFolder();
    const servers = new ImitatedServers(folder.path);
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const judge = (word: string) => ['judge', '--serve', '--model', `vllm:acme/${word}`, '--attack', 'none'];
    const killed = startHvsb(folder.path, judge('children-steady'), servers.environment);
    await servers.untilStarted(3);
    await wait(1500);
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(servers.running).toHaveLength(3);
    // A second run of the same user elsewhere, whose server is at work.
    await using elsewhere = await temporaryFolder();
    const others = new ImitatedServers(elsewhere.path);
    const { XDG_STATE_HOME = '' } = servers.environment;
    const environment = { ...others.environment, XDG_STATE_HOME };
    await hvsb(elsewhere.path, ['prepare', '--dataset', 'sample']);
    const other = startHvsb(elsewhere.path, judge('sluggish'), environment);
    const otherEnd = finished(other);
    await others.untilStarted(1);
    const next = await hvsb(folder.path, judge('heads'), servers.environment);
    expect(servers.running).toEqual([]);
    expect(others.running).toHaveLength(1);
    expect(next.code).toBe(0);
    other.kill('SIGINT');
    const { stderr } = await otherEnd;
    // Whichever came first ended the leftover, once.
    expect(
      `${next.stderr}${stderr}`.match(/Ended a server that an earlier run had left running/g),
    ).toHaveLength(1);
  });
});
