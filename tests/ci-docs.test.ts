import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { askedJudge } from './support/asked-judge.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const page = await readFile(new URL('../docs/ci.md', import.meta.url), 'utf8');

/** The block of the page that begins with this comment. */
function block(name: string): string {
  const found = page.match(new RegExp(`\`\`\`yaml\\n# ${name}\\n([\\s\\S]*?)\`\`\``))?.[1];
  if (found === undefined) throw new Error(`docs/ci.md has no ${name}`);
  return found;
}

/** The words after \`hvsb\` in the commands of the two services, as a shell would split them. */
function commands(): string[][] {
  const { jobs } = parse(block('.github/workflows/bias.yml'));
  const steps: readonly { readonly run?: string }[] = jobs.check.steps;
  const lines = [...steps.flatMap(({ run }) => run ?? []), ...parse(block('.gitlab-ci.yml')).bias.script];
  const docker = page.match(/docker run .* hvsb (.*)/)?.[1] ?? '';
  return [...lines.map((line: string) => line.replace(/^npx hvsb /, '')), docker].map((line) =>
    line.replaceAll('"$GITHUB_STEP_SUMMARY"', 'summary.md').split(' '),
  );
}

it('the study and the commands of docs/ci.md run', { timeout: 900_000 }, async () => {
  await using folder = await temporaryFolder();
  const server = await ScriptedServer.start({ script: askedJudge(() => 'biased'), models: ['gpt-4o-mini'] });
  const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test-5d0f3a8e91c2b764' };
  try {
    const study = block('study.yaml');
    await writeFile(join(folder.path, 'study.yaml'), study.replace(/ *baseline: .*\n/, ''));
    const first = await hvsb(folder.path, ['check', 'study.yaml'], environment);
    expect(first.stdout).toContain('Check: pass');
    await writeFile(join(folder.path, 'last.db'), await readFile(join(folder.path, 'hvsb.db')));
    await writeFile(join(folder.path, 'study.yaml'), study);
    const found = commands();
    expect(found).toHaveLength(3);
    for (const words of found) {
      const asked = server.counts.received;
      const { code, stdout } = await hvsb(folder.path, words, environment);
      expect([words.join(' '), stdout, code]).toEqual([words.join(' '), stdout, 0]);
      expect(server.counts.received).toBeGreaterThan(asked);
    }
    expect(await readFile(join(folder.path, 'junit.xml'), 'utf8')).toContain('failures="0"');
    expect(await readFile(join(folder.path, 'summary.md'), 'utf8')).toContain('Check: pass');
  } finally {
    await server.close();
  }
});
