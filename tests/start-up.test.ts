import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a script that loads something, and gives the modules that were loaded: own ones by path, others by package. */
async function loadedBy(script: string): Promise<{ readonly own: string[]; readonly packages: string[] }> {
  const watched = `
    const { registerHooks } = await import('node:module');
    const urls = [];
    registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
    process.on('exit', () => process.stderr.write(JSON.stringify(urls)));
    ${script}`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', watched], {
    cwd: root,
  });
  const urls: string[] = JSON.parse(stderr.slice(stderr.indexOf('[')));
  const own = urls.filter((url) => url.includes('/src/')).map((url) => url.slice(url.indexOf('/src/') + 5));
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  return { own, packages: [...new Set(packages)].toSorted() };
}

const run = (...words: string[]) =>
  `const { main } = await import('./src/cli/main.ts'); await main(${JSON.stringify(words)});`;

it.each([['--version'], ['--help'], ['help']])(
  'hvsb %s loads no command and no package but commander',
  async (word) => {
    const { own, packages } = await loadedBy(run(word));
    expect(packages).toEqual(['commander']);
    expect(own.filter((path) => path.startsWith('cli/commands/'))).toEqual([]);
    expect(own.length).toBeLessThan(14);
  },
);

it('the help of a command loads that command alone', async () => {
  const { own } = await loadedBy(run('judge', '--help'));
  expect(own.filter((path) => path.startsWith('cli/commands/'))).toEqual(['cli/commands/judge.ts']);
});

it("import 'hvsb' loads no package, and of its own code little", async () => {
  const { own, packages } = await loadedBy("await import('./src/index.ts');");
  expect(packages).toEqual([]);
  expect(own.length).toBeLessThan(25);
});

it("import 'hvsb/stats' loads no package at all", async () => {
  const { own, packages } = await loadedBy("await import('./src/stats/index.ts');");
  expect(packages).toEqual([]);
  expect(own.every((path) => path.startsWith('stats/'))).toBe(true);
});
