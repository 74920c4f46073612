import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RatingOverview, RatingStudy } from '../src/core/rating-page.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { ratingStore } from './support/rating-store.ts';

const texts = Array.from({ length: 6 }, (_, index) => ({
  scenario: { kind: 'statement' as const, statement: `Scenario ${index}.` },
  explanation: `Explanation ${index}.`,
}));

const settings = `
ratersPerItem: 2
guidelines: { file: guidelines.md }
gold: [{ scenario: G., explanation: E., right: yes }]
`;

/** Starts the program and waits for the organiser's address. */
async function served(folder: string, words: readonly string[]) {
  const child: ChildProcess = startHvsb(folder, ['rate', '--port', '0', ...words]);
  const whole = finished(child);
  let printed = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: string) => {
      printed += chunk;
      const found = /(http\S+organiser=\S+)/.exec(printed)?.[1];
      if (found !== undefined && printed.includes('Ctrl-C')) resolve(found);
    });
    void whole.then(({ stderr }) => reject(new Error(stderr)));
  });
  const stop = async () => {
    child.kill('SIGINT');
    return whole;
  };
  return { url: new URL(address), stop };
}

it('rates by the settings of a file, says what another call sets otherwise, and which items nobody gets any more', async () => {
  await using folder = await temporaryFolder();
  const store = await ratingStore(join(folder.path, 'hvsb.db'), texts);
  await store.close();
  await writeFile(join(folder.path, 'rating.yaml'), settings);
  await writeFile(join(folder.path, 'guidelines.md'), '# Read slowly\n');
  const first = await served(folder.path, ['--settings', 'rating.yaml', '--raters-per-item', '3']);
  const study = (await (await fetch(new URL('/api/study', first.url))).json()) as RatingStudy;
  // An option is over the file.
  expect(study).toMatchObject({
    what: 'explanations',
    ratersPerItem: 3,
    guidelines: '# Read slowly',
    items: 7,
  });
  const refused = await fetch(new URL('/api/overview', first.url));
  expect(refused.status).toBe(403);
  const handedIn = await fetch(new URL('/api/organiser/session', first.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URLSearchParams(first.url.hash.slice(1)).get('organiser') }),
  });
  const headers = { cookie: handedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
  const overview = await fetch(new URL('/api/overview', first.url), { headers });
  expect((await overview.json()) as RatingOverview).toMatchObject({ items: 6, checks: { gold: 1 } });
  const before = await first.stop();
  expect(before.stdout).toContain('6 explanations, each to be rated by 3 people.');
  expect(before.stdout).toContain('Each rater also gets 1 gold item; none of them counts.');
  expect(before.stderr).not.toContain('otherwise');

  const second = await served(folder.path, ['--items', '2', '--token', 'a-word-of-sixteen-']);
  const after = await second.stop();
  expect(after.stderr).toContain('4 items of the last call are given to nobody any more');
  expect(after.stderr).toContain('gold items: 0, others than before (1)');
  expect(after.stdout).toContain('start again with --token a-word-of-sixteen-');

  const scenarios = await served(folder.path, [
    '--what',
    'scenarios',
    '--dataset',
    'letters',
    '--items',
    '4',
  ]);
  const asked = (await (await fetch(new URL('/api/study', scenarios.url))).json()) as RatingStudy;
  expect(asked).toMatchObject({ what: 'scenarios', labels: ['biased', 'unbiased'], items: 4 });
  expect((await scenarios.stop()).stdout).toContain('4 scenarios, each to be judged by 3 people.');

  const wrong = await hvsb(folder.path, ['rate', '--gold', 'none.yaml']);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('none.yaml')]);
});
