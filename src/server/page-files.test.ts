import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { indexHtml } from './page-files.ts';

const built = `<!doctype html>
<meta charset="utf-8" />
<meta name="hvsb-data" content="server" />
<link rel="icon" href="./icon.svg" />
<script type="module" crossorigin src="./assets/index.js"></script>
<div id="page"></div>
<a href="https://example.org/./x">x</a>`;

describe('the document of the page', () => {
  it.each(['server', 'ratings'] as const)(
    'names its files from the root for every place of a server (%s)',
    (source) => {
      const html = indexHtml(built, source);
      expect(html).toContain(`<meta name="hvsb-data" content="${source}" />`);
      expect(html).toContain('href="/icon.svg"');
      expect(html).toContain('src="/assets/index.js"');
      expect(html).toContain('https://example.org/./x');
      expect(html).not.toContain('http-equiv');
    },
  );

  it('names them relatively in a folder of files, and carries the policy that a server would send', () => {
    const html = indexHtml(built, 'files');
    expect(html).toContain('<meta name="hvsb-data" content="files" />');
    expect(html).toContain('href="./icon.svg"');
    expect(html).toMatch(
      /<meta charset="utf-8" \/>\s*<meta http-equiv="content-security-policy" content="default-src 'none';/,
    );
  });

  it('says in a folder of files what to do where it is opened from a disk, in a style that the policy allows', () => {
    const html = indexHtml(built, 'files');
    const style = /<style>(.*)<\/style>/.exec(html)?.[1] ?? '';
    expect(style).toContain('.from-disk');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(`style-src 'self' 'sha256-${hash}';`);
    expect(html).toMatch(/<p class="from-disk">This page cannot run/);
    expect(indexHtml(built, 'server')).not.toContain('<style>');
  });
});
