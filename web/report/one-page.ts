import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Puts script and style into the page itself, which then works from a disk, and a content policy that lets it run
 * these and nothing else, and talk to nobody.
 */
export function onePage(): Plugin {
  return {
    name: 'one-page',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('Vite made no index.html.');
      const scripts: string[] = [];
      const styles: string[] = [];
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'chunk') scripts.push(file.code.replaceAll('</script', '<\\/script'));
        else if (name.endsWith('.css')) styles.push(String(file.source).replaceAll('</style', '<\\/style'));
        if (name !== 'index.html') delete bundle[name];
      }
      const [script, ...more] = scripts;
      if (script === undefined || more.length > 0)
        throw new Error('The script of the page has to be one file.');
      const style = styles.join('\n');
      const policy = [
        "default-src 'none'",
        `script-src '${digest(script)}'`,
        `style-src '${digest(style)}'`,
        'img-src data: blob:',
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      page.source = String(page.source)
        .replaceAll(/\s*<script type="module"[^>]*><\/script>/g, '')
        .replaceAll(/\s*<link rel="stylesheet"[^>]*>/g, '')
        .replace(
          '<meta charset="utf-8" />',
          (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        )
        .replace('</head>', (end) => `  <style>${style}</style>\n  ${end}`)
        .replace('</body>', (end) => `  <script type="module">${script}</script>\n  ${end}`);
    },
  };
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
