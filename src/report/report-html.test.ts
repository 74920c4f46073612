import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { figurePng } from './figure-png.ts';
import { type ReportPage, reportHtml } from './report-html.ts';

const template =
  '<head><title>hvsb report</title></head><body><script id="report" type="application/json">null</script></body>';
// What is not looked at here need not be there.
const page = (title: string) =>
  ({ title, cautions: ["$& $' </script><!-- \u2028"] }) as unknown as ReportPage;

describe('reportHtml', () => {
  it('holds the content as JSON that nothing in it can end', () => {
    const html = reportHtml(template, page('A & <b>'));
    const [, json = ''] = /type="application\/json">([\s\S]*?)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json)).toEqual(page('A & <b>'));
    expect(json).not.toContain('<');
    expect(json).not.toContain('\u2028');
    expect(html).toContain('<title>A &#38; &#60;b&#62;</title>');
  });

  it('refuses a page without a place for it', () => {
    expect(() => reportHtml('<body></body>', page('x'))).toThrow('once');
  });
});

const svg = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="#fff"/><text x="5" y="25" style="font-family:Arimo, sans-serif;font-size:16px">${text}</text></svg>`;

describe('figurePng', () => {
  it('is twice as large as the figure', () => {
    const png = Buffer.from(figurePng(svg('')));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 80]);
  });

  it('shows text', () => {
    const size = (text: string) =>
      inflateSync(dataOf(Buffer.from(figurePng(svg(text))))).filter((byte) => byte !== 0 && byte !== 255)
        .length;
    expect(size('misalignment rate')).toBeGreaterThan(size('') + 500);
  });
});

/** The compressed pixels of a PNG. */
function dataOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return Buffer.concat(parts);
}
