import { type ReportPage, reportPlace } from './report-page.ts';

const empty = `<script id="${reportPlace}" type="application/json">null</script>`;

/**
 * The built page with its content. Within JSON nothing needs `<`, so none is left that could end the element.
 * @param template the page that Vite built, all of it in one file.
 */
export function reportHtml(template: string, page: ReportPage): string {
  const [before, after, ...more] = template.split(empty);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The page of the report has to hold ${empty} once.`);
  }
  const content = JSON.stringify(page)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  const title = page.title.replaceAll(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return [
    before.replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`),
    empty.replace('null', () => content),
    after,
  ].join('');
}
