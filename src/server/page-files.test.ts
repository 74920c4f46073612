import { describe, expect, it } from 'vitest';
import { indexHtml } from './page-files.ts';

const built = `<!doctype html>
<meta charset="utf-8" />
<meta name="hvsb-data" content="server" />
<link rel="icon" href="./icon.svg" />
<script type="module" crossorigin src="./assets/index.js"></script>
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
});
