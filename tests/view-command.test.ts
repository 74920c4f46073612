import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { StudyView } from '../src/core/view/view-api.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';

const study = `
name: First look
datasets: [sample]
models: [baseline:coin]
judge: { attacks: [none] }
`;

async function ranStudy() {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, 'first study.yaml'), study);
  const run = await hvsb(folder.path, ['run', 'first study.yaml']);
  return { ...folder, run };
}

describe('the view command', () => {
  it('is what a run names when it ends, and opens what the run made', { timeout: 120_000 }, async () => {
    await using folder = await ranStudy();
    expect(folder.run.code, folder.run.stderr).toBe(0);
    const command = /hvsb -- view (--study '([^']+)')$/m.exec(folder.run.stderr);
    expect(command?.[1]).toBe("--study 'first study.yaml'");
    expect(folder.run.stderr).toMatch(/hvsb -- report --study 'first study\.yaml' --out report$/m);

    const child = startHvsb(folder.path, ['view', '--study', command?.[2] ?? '', '--port', '0']);
    const end = finished(child);
    const url = await addressOf(child.stdout);
    const view = (await (await fetch(`${url}api/view/study`)).json()) as StudyView;
    expect(view).toMatchObject({ name: 'First look', models: ['baseline:coin'], counts: { scenarios: 127 } });
    expect(await (await fetch(`${url}scenarios`)).text()).toContain(
      '<meta name="hvsb-data" content="server"',
    );
    child.kill('SIGINT');
    expect((await end).code).toBe(0);
  });

  it('writes the page as files, under its own name alone', { timeout: 120_000 }, async () => {
    await using folder = await ranStudy();
    const words = ['view', '--study', 'first study.yaml', '--export'];
    const exported = await hvsb(folder.path, [...words, 'site']);
    expect(exported.code, exported.stderr).toBe(0);
    expect(exported.stdout).toMatch(/^\d+ files, \d+\.\d MB in site: put the folder on any web server\.\n$/);
    expect(JSON.parse(await readFile(join(folder.path, 'site/data/study.json'), 'utf8'))).toMatchObject({
      name: 'First look',
    });
    await mkdir(join(folder.path, 'thesis'));
    await writeFile(join(folder.path, 'thesis/page.txt'), 'one');
    const refused = await hvsb(folder.path, [...words, 'thesis']);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/holds something else than an exported page[\s\S]*found: +page\.txt/);
  });

  it('opens where a study is set up in a folder without results, for who has its address', async () => {
    await using empty = await temporaryFolder();
    const child = startHvsb(empty.path, ['view', '--port', '0']);
    const end = finished(child);
    const url = new URL(await addressOf(child.stdout));
    expect(url.pathname).toBe('/setup');
    const token = new URLSearchParams(url.hash.slice(1)).get('organiser') ?? '';
    const role = await fetch(new URL('/api/setup/role', url));
    expect(await role.json()).toEqual({ role: 'locked', reason: null });
    const session = await fetch(new URL('/api/organiser/session', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const state = await fetch(new URL('/api/setup/state', url), { headers: { cookie } });
    expect(await state.json()).toMatchObject({ files: [], jobs: [] });
    child.kill('SIGINT');
    expect((await end).code).toBe(0);
  });

  it('opens although study.yaml has a mistake, which it says and which is corrected on the page', {
    timeout: 60_000,
  }, async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'study.yaml'), 'datasets: [sample]\nmodels: []\n');
    const child = startHvsb(folder.path, ['view', '--port', '0']);
    const end = finished(child);
    expect(new URL(await addressOf(child.stdout)).pathname).toBe('/setup');
    child.kill('SIGINT');
    const { code, stderr } = await end;
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/study\.yaml:2: [\s\S]*The page opens all the same/),
    ]);
    // Where the page cannot correct it, and where it is named, nothing else is shown in its place.
    for (const words of [['--read-only'], ['--study', 'study.yaml'], ['--export', 'site']]) {
      const refused = await hvsb(folder.path, ['view', ...words]);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('study.yaml:2:')]);
    }
  });

  it('says what is wrong: no results, a place beyond this machine, a port that is taken', {
    timeout: 60_000,
  }, async () => {
    await using empty = await temporaryFolder();
    for (const words of [['--read-only'], ['--export', 'site'], ['--store', 'other.db']]) {
      const nothing = await hvsb(empty.path, ['view', ...words]);
      expect([nothing.code, nothing.stderr]).toEqual([
        2,
        expect.stringMatching(/There is no results file here/),
      ]);
    }
    await using folder = await ranStudy();
    const words = ['view', '--study', 'first study.yaml'];
    const open = await hvsb(folder.path, [...words, '--host', '0.0.0.0']);
    expect([open.code, open.stderr]).toEqual([2, expect.stringMatching(/needs a token[\s\S]*--token new/)]);
    const short = await hvsb(folder.path, [...words, '--host', '0.0.0.0', '--token', 'short']);
    expect([short.code, short.stderr]).toEqual([2, expect.stringMatching(/too short/)]);
  });
});

/** The address that the server prints first. */
async function addressOf(stdout: NodeJS.ReadableStream | null): Promise<string> {
  if (stdout === null) throw new Error('the output is not read');
  for await (const line of createInterface({ input: stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('the server printed no address');
}
