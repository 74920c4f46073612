// Makes the pictures of the page for the documents, from the sample that ships, into docs/images. Needs Debian's Chromium.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { ScenarioPage } from '../src/core/view/scenario-view.ts';
import { launchChromium } from '../tests/support/chromium.ts';

interface Shot {
  /** Name of the picture, without its ending. */
  readonly name: string;
  readonly path: string;
  /** In CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

const size = { width: 1280, height: 800 };
const sides = 'a=builtin:tiny&b=builtin:tiny&bAttack=targeted';
const shots: readonly Shot[] = [
  { name: 'overview', path: '', size },
  { name: 'scenarios', path: 'scenarios', size },
  { name: 'scenario', path: 'scenarios?scenario=FIRST', size },
  { name: 'compare', path: `compare?${sides}`, size },
  { name: 'phone', path: '', size: { width: 390, height: 800 } },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin', 'hvsb.js');
const images = join(root, 'docs', 'images');
const folder = await mkdtemp(join(tmpdir(), 'hvsb-screenshots-'));

/** Lends the address of the page of a study of the sample. */
async function withPage(use: (address: string) => Promise<void>): Promise<void> {
  const study = join(root, 'examples', 'start', 'study.yaml');
  await promisify(execFile)(process.execPath, [program, 'run', study, '--store', 'hvsb.db'], {
    cwd: folder,
    maxBuffer: 1e8,
  });
  const words = [program, 'view', '--study', study, '--store', 'hvsb.db', '--port', '0', '--read-only'];
  const server = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const address = /http:\S+/.exec(line)?.[0];
      if (address === undefined) continue;
      await use(address);
      break;
    }
  } finally {
    server.kill('SIGINT');
    await ended;
  }
}

/** Of the picture, from 0 to 100: text stays sharp, and a file is some dozens of kB. */
const quality = 82;
const mostBytes = 150_000;

async function take(page: Page, address: string, { name, path, size }: Shot): Promise<void> {
  await page.setViewportSize(size);
  await page.goto(new URL(path.replace('FIRST', await firstScenario(address)), address).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('The study is being measured.').waitFor({ state: 'detached' });
  // The numbers, and after them the figures, are drawn; events of the server never end.
  await page.waitForTimeout(2500);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
  await session.detach();
  const picture = Buffer.from(data, 'base64');
  const file = join(images, `${name}.webp`);
  if (picture.length > mostBytes) throw new Error(`${file} is too large: ${picture.length} bytes.`);
  await writeFile(file, picture);
  console.log(`${file}: ${picture.length} bytes`);
}

/** Id of the scenario on which models disagree most. */
async function firstScenario(address: string): Promise<string> {
  const answer = await fetch(new URL('api/view/scenarios?limit=1&sort=models', address));
  const { rows } = (await answer.json()) as ScenarioPage;
  return rows[0]?.id ?? '';
}

try {
  await mkdir(images, { recursive: true });
  await withPage(async (address) => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ deviceScaleFactor: 1.5 });
      for (const shot of shots) await take(page, address, shot);
    } finally {
      await browser.close();
    }
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
