// Makes the pictures of the page for the documents, from the sample that ships, into docs/images. Needs Debian's Chromium.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium } from '../tests/support/chromium.ts';

interface Shot {
  /** Name of the picture, without its ending. */
  readonly name: string;
  readonly path: string;
  /** In CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

const shots: readonly Shot[] = [
  { name: 'overview', path: '', size: { width: 1280, height: 800 } },
  { name: 'scenarios', path: 'scenarios', size: { width: 1280, height: 800 } },
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
  const words = [program, 'view', '--store', 'hvsb.db', '--port', '0'];
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

async function take(page: Page, address: string, { name, path, size }: Shot): Promise<void> {
  await page.setViewportSize(size);
  await page.goto(new URL(path, address).href);
  await page.waitForLoadState('networkidle');
  // The figures are drawn after the numbers are there.
  await page.waitForTimeout(1500);
  const file = join(images, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
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
