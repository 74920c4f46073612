import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  FilePreview,
  LocalServer,
  ModelFacts,
  ModelTest,
  SetupPlan,
  SetupState,
  StudyDraft,
  StudyJob,
} from '../src/core/view/setup-page.ts';
import type { Page, StudyView } from '../src/core/view/view-api.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { SetupClient } from './support/view/setup-client.ts';

const key = 'sk-test-7c1e4b9f02d8a635';
const study = 'name: Mine\ndatasets: [sample]\nmodels: [baseline:coin]\njudge: { attacks: [none] }\n';

/** Everything under `/api/setup` but the role, with a body that would fit. */
const routes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', 'state'],
  ['GET', 'jobs'],
  ['GET', 'study?file=study.yaml'],
  ['PUT', 'study', { file: 'x.yaml', text: study, replaces: null }],
  ['POST', 'draft', { text: study, form: null }],
  ['POST', 'completions', { text: '', offset: 0 }],
  ['POST', 'plan', { text: study }],
  ['POST', 'models', { models: [] }],
  ['POST', 'test', { model: { model: 'baseline:coin' } }],
  ['GET', 'servers'],
  ['PUT', 'keys', { variable: 'OPENAI_API_KEY', value: key }],
  ['POST', 'datasets/bbq/download', {}],
  ['DELETE', 'datasets/bbq/download', {}],
  ['PUT', 'files?name=x.csv', {}],
  ['POST', 'preview', { dataset: 'x', from: 'x.csv' }],
  ['POST', 'start', { file: 'study.yaml', hash: null }],
  ['POST', 'show', { file: 'study.yaml' }],
  ['POST', 'stop', { id: '00000000-0000-4000-8000-000000000000', atOnce: false }],
];

async function opened(...given: Parameters<typeof SetupClient.start>): Promise<SetupClient> {
  const client = await SetupClient.start(...given);
  await client.open();
  return client;
}

/** A server with the model "a". */
async function scripted(options: Parameters<typeof ScriptedServer.start>[0]) {
  const server = await ScriptedServer.start({ models: ['a'], ...options });
  return { baseUrl: server.baseUrl, [Symbol.asyncDispose]: () => server.close() };
}

const save = (client: SetupClient, text = study, file = 'study.yaml') =>
  client.do<{ hash: string }>('PUT', 'study', { file, text, replaces: null });

describe('who may set up a study', () => {
  it('is who has the organiser’s token, and nobody else reads or writes anything', async () => {
    await using client = await SetupClient.start();
    expect(await (await client.ask('/api/setup/role')).json()).toEqual({ role: 'locked', reason: null });
    for (const [method, path, body] of routes) {
      const answer = await (body === undefined
        ? client.ask(`/api/setup/${path}`, { method })
        : client.send(method, `/api/setup/${path}`, body));
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect((await client.open('not-the-token-at-all')).status).toBe(401);
    expect((await client.open()).status).toBe(200);
    expect(await client.do('GET', 'role')).toEqual({ role: 'organiser', reason: null });
    expect(await readdir(client.folder)).toEqual([]);
  });

  it('is nobody where the page was started for reading', async () => {
    await using folder = await temporaryFolder();
    {
      await using first = await opened({}, folder.path);
      const { hash } = await save(first);
      const job = await first.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
      await first.until(job.id, ({ state }) => state === 'complete');
    }
    await using client = await SetupClient.start({ readOnly: true }, folder.path);
    expect(await (await client.ask('/api/setup/role')).json()).toMatchObject({
      role: 'off',
      reason: expect.stringContaining('--read-only'),
    });
    expect((await client.ask('/api/setup/state')).status).toBe(403);
    expect((await client.ask('/api/view/study')).status).toBe(200);
    expect((await client.send('POST', '/api/organiser/session', { token: 'x' })).status).not.toBe(200);
  });

  it('is asked for the token of readers first, where the page has one', async () => {
    await using client = await SetupClient.start({ token: 'token-of-readers-1' });
    expect((await client.ask('/api/setup/role')).status).toBe(401);
    expect((await client.open()).status).toBe(401);
  });

  it('is no page of another site, by no name and with no form', async () => {
    await using client = await opened();
    for (const [method, path, body] of routes) {
      const elsewhere = await client.send(method, `/api/setup/${path}`, method === 'GET' ? undefined : body, {
        origin: 'http://evil.example',
      });
      expect([path, elsewhere.status]).toEqual([path, 403]);
      const crossSite = await client.ask(`/api/setup/${path}`, {
        method,
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      expect([path, crossSite.status]).toEqual([path, 403]);
    }
    const posts = routes.filter(([method]) => method === 'POST');
    for (const [method, path, body] of posts) {
      const form = await client.ask(`/api/setup/${path}`, {
        method,
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(body),
      });
      expect([path, form.status]).toEqual([path, 415]);
    }
    expect(await askedAs(client, 'evil.example')).toBe(403);
    expect(await readdir(client.folder)).toEqual([]);
  });
});

/** The status where a name points at this machine that is not its own. */
function askedAs(client: SetupClient, host: string): Promise<number | undefined> {
  const { hostname, port } = new URL(client.origin);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: '/api/setup/state', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the study file', () => {
  it('begins with the sample, is written once, and never over something else', async () => {
    await using client = await opened();
    const first = await client.do<StudyDraft>('GET', 'study?file=study.yaml');
    expect(first).toMatchObject({ hash: null, form: { datasets: [{ dataset: 'sample' }], models: [] } });
    const { hash } = await save(client);
    const again = await client.send('PUT', '/api/setup/study', {
      file: 'study.yaml',
      text: 'x: 1',
      replaces: null,
    });
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('was not changed')]);
    expect(await readFile(join(client.folder, 'study.yaml'), 'utf8')).toBe(study);
    const changed = await client.do<{ hash: string }>('PUT', 'study', {
      file: 'study.yaml',
      text: `# mine\n${study}`,
      replaces: hash,
    });
    expect(await client.do('GET', 'study?file=study.yaml')).toMatchObject({ hash: changed.hash });
    const second = await client.do<StudyDraft>('GET', 'study?file=study-2.yaml');
    expect(second.text).toContain('store: "study-2.db"');
  });

  it('has a name that leads nowhere else', async () => {
    await using client = await opened();
    for (const file of ['../x.yaml', '/tmp/x.yaml', 'a/b.yaml', '.env', 'x.sh', '-x.yaml', 'a\0.yaml']) {
      const written = await client.send('PUT', '/api/setup/study', { file, text: study, replaces: null });
      expect([file, written.status]).toEqual([file, 400]);
      const read = await client.ask(`/api/setup/study?file=${encodeURIComponent(file)}`);
      expect([file, read.status]).toEqual([file, 400]);
      for (const path of ['start', 'show']) {
        const body = path === 'start' ? { file, hash: null } : { file };
        const started = await client.send('POST', `/api/setup/${path}`, body);
        expect([path, file, started.status]).toEqual([path, file, 400]);
      }
    }
    for (const name of ['../x.csv', '.env', 'x.html', 'study.yaml']) {
      const headers = { 'content-type': 'application/octet-stream' };
      const sent = await client.ask(`/api/setup/files?name=${encodeURIComponent(name)}`, {
        method: 'PUT',
        headers,
        body: 'a',
      });
      expect([name, sent.status]).toEqual([name, 400]);
    }
    for (const from of ['../../etc/passwd', '/etc/passwd']) {
      const seen = await client.send('POST', '/api/setup/preview', { dataset: 'x', from });
      expect([from, seen.status]).toEqual([from, 403]);
    }
    expect(await readdir(client.folder)).toEqual([]);
  });

  it('says what is wrong and where; a form changes no text that it cannot show', async () => {
    await using client = await opened();
    const draft = await client.do<StudyDraft>('POST', 'draft', { text: 'models: [\n  a', form: null });
    expect(draft).toMatchObject({
      form: null,
      problems: [{ line: expect.any(Number) }, ...draft.problems.slice(1)],
    });
    const { form } = await client.do<StudyDraft>('POST', 'draft', { text: study, form: null });
    const refused = await client.send('POST', '/api/setup/draft', { text: 'modles: [a]', form });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Line 1')]);
    const planned = await client.send('POST', '/api/setup/plan', { text: 'models: [' });
    expect(planned.status).toBe(422);
    const unknown = await client.send('POST', '/api/setup/plan', {
      text: study.replace('baseline:', 'basline:'),
    });
    expect([unknown.status, await unknown.text()]).toEqual([422, expect.stringContaining('Did you mean')]);
  });
});

describe('a plan', () => {
  it('has calls, cost, and an interval that clusters limit', async () => {
    await using client = await opened();
    const text = study.replace('[baseline:coin]', '[baseline:coin, openai:gpt-4o-mini]');
    const plan = await client.do<SetupPlan>('POST', 'plan', { text });
    expect(plan.stages.map(({ model, calls }) => [model, calls])).toEqual([
      ['baseline:coin', 127],
      ['openai:gpt-4o-mini', 127],
    ]);
    expect(plan.usdAtMost).toBeGreaterThan(0);
    const [sample] = plan.datasets;
    expect(sample).toMatchObject({ dataset: 'sample', scenarios: 69, clusters: 38 });
    expect(sample?.sizes.at(-1)).toEqual({ size: 127, halfWidth: sample?.halfWidth });
    const small = await client.do<SetupPlan>('POST', 'plan', {
      text: `${text.replace('[none] }', '[none], sample: s }')}samples: [{ name: s, size: 40 }]\n`,
    });
    expect(small.stages[0]?.calls).toBe(40);
    expect(small.datasets[0]?.halfWidth ?? 0).toBeGreaterThan(sample?.halfWidth ?? 1);
    const unpriced = await client.do<SetupPlan>('POST', 'plan', {
      text: text.replace('gpt-4o-mini', 'unheard-of'),
    });
    expect(unpriced.usdAtMost).toBeNull();
    const absent = await client.do<SetupPlan>('POST', 'plan', { text: text.replace('[sample]', '[bbq]') });
    expect([absent.datasets, absent.notes.join(' ')]).toEqual([[], expect.stringContaining('bbq')]);
  });
});

describe('a table of one’s own', () => {
  const rows = 'text;gold;category\n"a; b";biased;Age\nc;unbiased;Age\n';

  it('is taken into the folder, shown as it is read, and judged by the run', async () => {
    await using client = await opened();
    const headers = { 'content-type': 'application/octet-stream' };
    const sent = () =>
      client.ask('/api/setup/files?name=My%20rows.csv', { method: 'PUT', headers, body: rows });
    expect((await sent()).status).toBe(200);
    expect((await sent()).status).toBe(409);
    expect((await client.do<SetupState>('GET', 'state')).tables).toEqual(['My rows.csv']);
    const unknown = await client.send('POST', '/api/setup/preview', {
      dataset: 'mine',
      from: 'My rows.csv',
      columns: { scenario: 'no' },
    });
    expect([unknown.status, await unknown.text()]).toEqual([422, expect.stringContaining('text')]);
    const entry = { dataset: 'mine', from: 'My rows.csv', columns: { scenario: 'text' } };
    const preview = await client.do<FilePreview>('POST', 'preview', entry);
    expect(preview).toMatchObject({
      ...{ scenarios: 2, biased: 1, controls: 1, invalid: 0, header: ['text', 'gold', 'category'] },
      examples: [{ text: 'a; b', gold: 'biased', category: 'Age' }, {}],
    });
    const { form } = await client.do<StudyDraft>('POST', 'draft', { text: study, form: null });
    const { text } = await client.do<StudyDraft>('POST', 'draft', {
      text: study,
      form: { ...form, datasets: [entry] },
    });
    expect((await client.do<SetupPlan>('POST', 'plan', { text })).stages).toMatchObject([{ calls: 2 }]);
    const { hash } = await save(client, text);
    const job = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    expect(await client.until(job.id, ({ endedAt }) => endedAt !== null)).toMatchObject({
      state: 'complete',
      progress: [{ total: 2, done: 2 }],
    });
  });

  it('is wrong in rows that are named', async () => {
    await using client = await opened();
    await writeFile(join(client.folder, 'odd.csv'), 'scenario,gold\na,maybe\nb,\nc,biased\n');
    const preview = await client.do<FilePreview>('POST', 'preview', { dataset: 'odd', from: 'odd.csv' });
    expect(preview).toMatchObject({ scenarios: 1, invalid: 2 });
    expect(preview.problems.join(' ')).toMatch(
      /Row 2: .*neither biased nor unbiased.*Row 3 has no gold label/,
    );
    const entry = { dataset: 'odd', from: 'odd.csv', skipInvalid: true };
    expect(await client.do<FilePreview>('POST', 'preview', entry)).toMatchObject({
      scenarios: 1,
      invalid: 2,
    });
    const { form } = await client.do<StudyDraft>('POST', 'draft', { text: study, form: null });
    const { text } = await client.do<StudyDraft>('POST', 'draft', {
      text: study,
      form: { ...form, datasets: [entry] },
    });
    expect((await client.do<SetupPlan>('POST', 'plan', { text })).stages).toMatchObject([{ calls: 1 }]);
  });

  it('may be called as people call files in their language', async () => {
    await using client = await opened();
    const headers = { 'content-type': 'application/octet-stream' };
    const names = ['données.csv'.normalize('NFD'), 'डेटा.csv', 'ข้อมูล.csv', 'Größe (2).csv'];
    for (const name of names) {
      const path = `/api/setup/files?name=${encodeURIComponent(name)}`;
      const sent = await client.ask(path, { method: 'PUT', headers, body: rows });
      expect([name, sent.status]).toEqual([name, 200]);
    }
    expect((await client.do<SetupState>('GET', 'state')).tables.toSorted()).toEqual(names.toSorted());
    for (const name of ['a\u0300\u202e.csv', '\u0301a.csv', 'a\n.csv', '🙂.csv', `${'x'.repeat(200)}.csv`]) {
      const path = `/api/setup/files?name=${encodeURIComponent(name)}`;
      const sent = await client.ask(path, { method: 'PUT', headers, body: rows });
      expect([name, sent.status]).toEqual([name, 400]);
    }
  });
});

describe('a key', () => {
  it('is written into .env for its owner alone, and comes back in no answer', async () => {
    await using client = await opened();
    const before = await client.do<ModelFacts[]>('POST', 'models', {
      models: [{ model: 'openai:gpt-4o-mini' }],
    });
    expect(before[0]?.key).toEqual({ variables: ['OPENAI_API_KEY'], needed: true, from: null });
    const answer = await client.send('PUT', '/api/setup/keys', {
      variable: 'OPENAI_API_KEY',
      value: ` ${key} `,
    });
    expect([answer.status, await answer.text()]).toEqual([200, '{"variable":"OPENAI_API_KEY"}']);
    expect((await stat(join(client.folder, '.env'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(client.folder, '.env'), 'utf8')).toBe(`OPENAI_API_KEY=${key}\n`);
    const after = await client.do<ModelFacts[]>('POST', 'models', {
      models: [{ model: 'openai:gpt-4o-mini' }],
    });
    expect(after[0]?.key?.from).toBe('.env');
    // Two pages at once: neither takes the other's away.
    const stored = await Promise.all(
      ['MISTRAL_API_KEY', 'ANTHROPIC_API_KEY', 'DEEPSEEK_API_KEY'].map((variable) =>
        client.send('PUT', '/api/setup/keys', { variable, value: `${variable}-1` }),
      ),
    );
    expect(stored.map(({ status }) => status)).toEqual([200, 200, 200]);
    const lines = (await readFile(join(client.folder, '.env'), 'utf8')).trim().split('\n');
    expect(lines.toSorted()).toEqual([
      'ANTHROPIC_API_KEY=ANTHROPIC_API_KEY-1',
      'DEEPSEEK_API_KEY=DEEPSEEK_API_KEY-1',
      'MISTRAL_API_KEY=MISTRAL_API_KEY-1',
      `OPENAI_API_KEY=${key}`,
    ]);
    expect((await readdir(client.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    const read = await Promise.all(
      ['state', 'jobs', 'study?file=study.yaml'].map(async (path) =>
        (await client.ask(`/api/setup/${path}`)).text(),
      ),
    );
    expect(read.join('')).not.toContain(key);
  });

  it('is of a provider, fits, and does not hide behind one of the environment', async () => {
    await using client = await opened({ environment: { OPENAI_API_KEY: 'sk-environment-0011223344' } });
    const put = async (variable: string, value: string) => {
      const answer = await client.send('PUT', '/api/setup/keys', { variable, value });
      return [answer.status, await answer.text()] as const;
    };
    for (const variable of ['NODE_OPTIONS', 'PATH', 'OPENAI_BASE_URL', 'x\ny']) {
      expect(await put(variable, key)).toEqual([422, expect.stringContaining('no key of a provider')]);
    }
    expect(await put('MISTRAL_API_KEY', 'two words')).toEqual([
      422,
      expect.not.stringContaining('two words'),
    ]);
    expect(await put('MISTRAL_API_KEY', `${key}\nPATH=/tmp`)).toEqual([
      422,
      expect.not.stringContaining(key),
    ]);
    expect(await put('OPENAI_API_KEY', key)).toEqual([422, expect.stringContaining('comes before .env')]);
    expect(await readdir(client.folder)).toEqual([]);
  });
});

describe('a model', () => {
  it('is tested with one call; a wrong key and a server that is away are said, and no key is', async () => {
    const bodies: string[] = [];
    await using server = await scripted({
      script: ({ rawBody, headers }) => {
        bodies.push(rawBody);
        return headers.authorization === `Bearer ${key}`
          ? { kind: 'answer', text: `OK ${key}`, inputTokens: 3, outputTokens: 1 }
          : { kind: 'error', status: 401, message: 'Incorrect API key provided: sk-wrong-99887766554433' };
      },
    });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    await using client = await opened({ environment });
    const good = await client.do<ModelTest>('POST', 'test', { model: { model: 'openai:a' } });
    expect(good.ok).toBe(true);
    expect(good.steps.at(-1)).toMatch(/^Answer: “OK \[key\]” after/);
    expect(JSON.stringify(good)).not.toContain(key);
    expect(bodies.filter((body) => body !== '')).toHaveLength(1);

    const wrong = { ...environment, OPENAI_API_KEY: 'sk-wrong-99887766554433' };
    await using other = await opened({ environment: wrong });
    const refused = await other.do<ModelTest>('POST', 'test', { model: { model: 'openai:a' } });
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain('sk-wrong');

    const away = await client.do<ModelTest>('POST', 'test', {
      model: { model: 'openai-compatible:a', baseUrl: 'http://127.0.0.1:9/v1' },
    });
    expect([away.ok, away.steps.at(-1)]).toEqual([false, expect.stringMatching(/^Server: /)]);
    const misnamed = await client.do<ModelTest>('POST', 'test', { model: { model: 'opnai:a' } });
    expect([misnamed.ok, misnamed.advice ?? '']).toEqual([false, expect.stringMatching(/openai/)]);
  });

  it('has its key sent to no other host unless the user says so', async () => {
    await using client = await opened({ environment: { OPENAI_API_KEY: key } });
    const model = { model: 'openai:a', baseUrl: 'http://127.0.0.1:9/v1' };
    const facts = (allowHosts: string[]) =>
      client.do<ModelFacts[]>('POST', 'models', { models: [model], allowHosts });
    expect((await facts([]))[0]?.foreignHost).toBe('127.0.0.1:9');
    expect((await facts(['127.0.0.1:9']))[0]?.foreignHost).toBeNull();
    const test = await client.do<ModelTest>('POST', 'test', { model });
    expect([test.ok, test.steps.join(' ')]).toEqual([false, expect.stringContaining('not a host of OpenAI')]);
    const hostile = await client.send('POST', '/api/setup/start', {
      file: 'study.yaml',
      hash: null,
      allowHosts: ['--serve'],
    });
    expect(hostile.status).toBe(400);
  });

  it('is proposed from the folder, and servers of this machine are asked for', async () => {
    await using client = await opened();
    await mkdir(join(client.folder, 'models'));
    await writeFile(join(client.folder, 'models', 'tiny.gguf'), 'GGUF');
    const { models } = await client.do<SetupState>('GET', 'state');
    expect(models).toEqual(
      expect.arrayContaining(['gguf:./models/tiny.gguf', 'baseline:coin', 'openai:gpt-4o-mini']),
    );
    expect(Array.isArray(await client.do<LocalServer[]>('GET', 'servers'))).toBe(true);
  });
});

describe('a run', () => {
  it('begins once where two pages start it at once, shows its results, and is found by another server', async () => {
    await using folder = await temporaryFolder();
    await using client = await opened({}, folder.path);
    expect((await client.ask('/api/view/study')).status).toBe(404);
    // As in the moment in which a run makes it.
    await writeFile(join(folder.path, 'hvsb.db'), '');
    expect((await client.ask('/api/view/study')).status).toBe(404);
    await rm(join(folder.path, 'hvsb.db'));
    const { hash } = await save(client);
    const stale = await client.send('POST', '/api/setup/start', { file: 'study.yaml', hash: null });
    expect(stale.status).toBe(409);
    const starts = await Promise.all(
      [1, 2].map(() => client.send('POST', '/api/setup/start', { file: 'study.yaml', hash })),
    );
    expect(starts.map(({ status }) => status).sort()).toEqual([200, 422]);
    const started = (await starts.find(({ status }) => status === 200)?.json()) as StudyJob;
    await using other = await opened({}, folder.path);
    const job = await other.until(started.id, ({ endedAt }) => endedAt !== null);
    expect(job).toMatchObject({
      state: 'complete',
      error: null,
      progress: [{ model: 'baseline:coin', done: 127 }],
    });
    const view = (await (await client.ask('/api/view/study')).json()) as StudyView;
    expect(view).toMatchObject({ name: 'Mine', counts: { scenarios: 127, judgments: 127 } });
    // Another study has results of its own, and each can be shown.
    const second = study.replace('Mine', 'Second').replace('[none]', '[targeted]');
    const saved = await save(client, `${second}store: second.db\n`, 'second.yaml');
    const next = await client.do<StudyJob>('POST', 'start', { file: 'second.yaml', hash: saved.hash });
    await client.until(next.id, ({ endedAt }) => endedAt !== null);
    const shown = async () => ((await (await client.ask('/api/view/study')).json()) as StudyView).name;
    expect(await shown()).toBe('Second');
    await client.do('POST', 'show', { file: 'study.yaml' });
    expect(await shown()).toBe('Mine');
    expect((await client.do<StudyJob[]>('GET', 'jobs')).map(({ file }) => file)).toEqual([
      'second.yaml',
      'study.yaml',
    ]);
  });

  it('made again from nothing is what is shown, and gets the notes', async () => {
    await using client = await opened();
    const { hash } = await save(client);
    const first = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    await client.until(first.id, ({ state }) => state === 'complete');
    const judgments = async () =>
      ((await (await client.ask('/api/view/study')).json()) as StudyView).counts.judgments;
    expect(await judgments()).toBe(127);
    const stream = (await client.ask('/api/view/events')).body?.getReader();
    await rm(join(client.folder, 'hvsb.db'));
    expect((await client.ask('/api/view/study')).status).toBe(404);
    const again = await client.do<{ hash: string }>('PUT', 'study', {
      file: 'study.yaml',
      text: study.replace('[none]', '[none, targeted]'),
      replaces: hash,
    });
    const { id } = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash: again.hash });
    await client.until(id, ({ state }) => state === 'complete');
    expect(await judgments()).toBe(254);
    // Who listened to what is gone asks again.
    for (let part = await stream?.read(); part?.done === false; part = await stream?.read());
    const list = (await (await client.ask('/api/view/scenarios?limit=1')).json()) as Page<{ id: string }>;
    const note = { scenarioId: list.rows[0]?.id, call: null, starred: true, tags: [], comment: 'Look.' };
    expect((await client.send('PUT', '/api/view/notes', note)).status).toBe(200);
    const store = await openSqliteStore(join(client.folder, 'hvsb.db'), { readOnly: true });
    expect((await Array.fromAsync(store.notes())).flat()).toMatchObject([{ comment: 'Look.' }]);
    await store.close();
  });

  it('that cannot be written down is not started', async () => {
    await using client = await opened();
    const { hash } = await save(client);
    await writeFile(join(client.folder, '.hvsb'), 'in the way');
    const refused = await client.send('POST', '/api/setup/start', { file: 'study.yaml', hash });
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('could not be started'),
    ]);
    expect((await readdir(client.folder)).sort()).toEqual(['.hvsb', 'study.yaml']);
  });

  it('that was killed is lost, and can go on', async () => {
    await using server = await scripted({
      script: () => ({
        kind: 'answer',
        text: 'Judgment: BIASED',
        inputTokens: 9,
        outputTokens: 3,
        delayMs: 300,
      }),
    });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    await using client = await opened({ environment });
    const text = `${study.replace('baseline:coin', 'openai:a')}limits: { concurrency: 2 }\n`;
    const { hash } = await save(client, text);
    const job = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    await client.until(job.id, ({ progress }) => progress.length > 0);
    const runs = join(client.folder, '.hvsb', 'runs');
    const record = JSON.parse(await readFile(join(runs, `${job.id}.json`), 'utf8'));
    process.kill(record.pid, 'SIGKILL');
    expect(await client.until(job.id, ({ state }) => state === 'lost')).toMatchObject({ endedAt: null });
    // The number of its process may be another's by now, which is left alone.
    await writeFile(join(runs, `${job.id}.json`), JSON.stringify({ ...record, pid: process.pid }));
    expect((await client.send('POST', '/api/setup/stop', { id: job.id, atOnce: true })).status).toBe(422);
    const again = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    await client.until(again.id, ({ progress }) => progress.length > 0);
    await client.do('POST', 'stop', { id: again.id, atOnce: false });
    await client.until(again.id, ({ state }) => state === 'stopped');
  });

  it('is not hidden by a later one of the same file that failed, as where two servers start it at once', async () => {
    await using server = await scripted({
      script: () => ({
        ...{ kind: 'answer', text: 'Judgment: BIASED' },
        inputTokens: 9,
        outputTokens: 3,
        delayMs: 500,
      }),
    });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    await using folder = await temporaryFolder();
    await using client = await opened({ environment }, folder.path);
    await using other = await opened({ environment }, folder.path);
    const { hash } = await save(client, study.replace('baseline:coin', 'openai:a'));
    const job = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    await client.until(job.id, ({ progress }) => progress.length > 0);
    const runs = join(folder.path, '.hvsb', 'runs');
    const record = JSON.parse(await readFile(join(runs, `${job.id}.json`), 'utf8'));
    const id = '11111111-1111-4111-8111-111111111111';
    const later = { ...record, id, pid: 2 ** 22, process: 'none', startedAt: record.startedAt + 1000 };
    await writeFile(join(runs, `${id}.jsonl`), `{"at":1,"kind":"failed","message":"In use."}\n`);
    await writeFile(join(runs, `${id}.json`), JSON.stringify(later));
    for (const page of [client, other]) {
      expect(await page.do('GET', 'jobs')).toMatchObject([{ id: job.id, state: 'running' }]);
    }
    expect((await other.send('POST', '/api/setup/start', { file: 'study.yaml', hash })).status).toBe(422);
    await other.do('POST', 'stop', { id: job.id, atOnce: true });
    await expect
      .poll(async () => other.do('GET', 'jobs'), { timeout: 20_000 })
      .toMatchObject([{ id, state: 'failed' }]);
  });

  it('does not begin where the answer is an error, and shows what its file calls itself', async () => {
    await using client = await opened();
    const broken = await save(client, `${study}rating: { guidelines: { file: none.md } }\n`);
    const refused = await client.send('POST', '/api/setup/start', { file: 'study.yaml', hash: broken.hash });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('none.md')]);
    expect(await client.do('GET', 'jobs')).toEqual([]);
    const run = async (text: string, replaces: string) => {
      const { hash } = await client.do<{ hash: string }>('PUT', 'study', {
        file: 'study.yaml',
        text,
        replaces,
      });
      const { id } = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
      await client.until(id, ({ state }) => state === 'complete');
      return [hash, ((await (await client.ask('/api/view/study')).json()) as StudyView).name];
    };
    const [hash = '', first] = await run(study, broken.hash);
    const [, second] = await run(study.replace('Mine', 'Mine, later'), hash);
    expect([first, second]).toEqual(['Mine', 'Mine, later']);
  });

  it('that cannot begin says why', async () => {
    await using client = await opened();
    const { hash } = await save(client, study.replace('baseline:coin', 'openai:gpt-4o-mini'));
    const job = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    const ended = await client.until(job.id, ({ endedAt }) => endedAt !== null);
    expect([ended.state, ended.error]).toEqual([
      'failed',
      expect.stringContaining('OPENAI_API_KEY is not set'),
    ]);
  });

  it('stops when it is asked to, stores what it got, and goes on from there', async () => {
    let calls = 0;
    await using server = await scripted({
      script: () => {
        calls += 1;
        return { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 9, outputTokens: 3, delayMs: 100 };
      },
    });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    await using folder = await temporaryFolder();
    await using client = await opened({ environment }, folder.path);
    const text = `${study.replace('baseline:coin', 'openai:a')}limits: { concurrency: 4 }\n`;
    const { hash } = await save(client, text);
    const first = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    await client.until(first.id, ({ progress }) => (progress[0]?.done ?? 0) > 0);
    expect(await client.do('POST', 'stop', { id: first.id, atOnce: false })).toMatchObject({
      state: 'stopping',
    });
    const stopped = await client.until(first.id, ({ state }) => state === 'stopped');
    const done = stopped.progress[0]?.done ?? 0;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(127);
    expect((await client.send('POST', '/api/setup/stop', { id: first.id, atOnce: true })).status).toBe(422);
    const before = calls;
    expect(before).toBe(done);
    const second = await client.do<StudyJob>('POST', 'start', { file: 'study.yaml', hash });
    const ended = await client.until(second.id, ({ endedAt }) => endedAt !== null);
    expect(ended).toMatchObject({ state: 'complete', progress: [{ total: 127, done: 127 }] });
    expect(calls - before).toBe(127 - done);
    // Nothing that is left of a run holds the key.
    for (const name of await readdir(join(folder.path, '.hvsb', 'runs'))) {
      expect(await readFile(join(folder.path, '.hvsb', 'runs', name), 'utf8')).not.toContain(key);
    }
  });
});
