import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Puts script and style into the page itself, which then works from a disk, and a content policy that lets it run
 * these and nothing else, and talk to nobody.
 */
export function onePage(): Plugin {
  return {
    name: 'one-page',
    generateBundle: {
      // After Vite has put its own last words into the script.
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('Vite made no index.html.');
        const scripts: string[] = [];
        const styles: string[] = [];
        for (const [name, file] of Object.entries(bundle)) {
          if (file.type === 'chunk') scripts.push(withinScript(file.code));
          else if (name.endsWith('.css')) styles.push(String(file.source).replaceAll('</style', '<\\/style'));
          if (name !== 'index.html') delete bundle[name];
        }
        const [script, ...more] = scripts;
        if (script === undefined || more.length > 0)
          throw new Error('The script of the page has to be one file.');
        page.source = joined(String(page.source), script, styles.join('\n'));
      },
    },
  };
}

/** Neither an end nor a comment, as HTML sees them, may be in a script. */
function withinScript(code: string): string {
  return code.replaceAll(/<(?=\/script|script|!--)/gi, '\\x3C');
}

function joined(page: string, script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return page
    .replaceAll(/\s*<script type="module"[^>]*><\/script>/g, '')
    .replaceAll(/\s*<link rel="stylesheet"[^>]*>/g, '')
    .replace(
      '<meta charset="utf-8" />',
      (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    )
    .replace('</head>', (end) => `  <style>${style}</style>\n  ${end}`)
    .replace('</body>', (end) => `  <script type="module">${script}</script>\n  ${end}`);
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
