import type { DataSource } from '../core/view/view-api.ts';

/** What the server says in a header, for a page that no server of ours gives. */
const policy = `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'" />`;
const charset = '<meta charset="utf-8" />';
const marker = /(<meta\s+name="hvsb-data"\s+content=")[^"]*(")/;
const relative = /(\s(?:src|href)=")\.\//g;

/**
 * The page's document for this source of data. As it was built its files are named relative to it, as a folder of
 * files needs; a server gives it for every place, so there they are named from the root.
 */
export function indexHtml(built: string, source: DataSource): string {
  const marked = built.replace(marker, `$1${source}$2`);
  return source === 'files'
    ? marked.replace(charset, `${charset}\n    ${policy}`)
    : marked.replaceAll(relative, '$1/');
}
