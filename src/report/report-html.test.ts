import { describe, expect, it } from 'vitest';
import type { ReportPage } from './report-page.ts';
import { reportHtml } from './report-html.ts';

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
