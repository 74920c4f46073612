// Puts a bundle of what figures are drawn with in place of dist/charts/echarts-parts.js, which imports ECharts: 63 MB
// would be installed for less than one. Part of `npm run build`.
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}dist/charts/echarts-parts.js`;

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: 'src/charts/echarts-parts.ts',
    outDir: 'dist/charts',
    emptyOutDir: false,
    copyPublicDir: false,
    minify: true,
    target: 'node24',
    rolldownOptions: { output: { entryFileNames: 'echarts-parts.js', codeSplitting: false } },
  },
});

// Elsewhere no package can be found: an import that is left would fail here and not at a user's.
const elsewhere = mkdtempSync(join(tmpdir(), 'hvsb-echarts-'));
try {
  const copy = join(elsewhere, 'echarts-parts.mjs');
  copyFileSync(file, copy);
  const { init } = await import(pathToFileURL(copy).href);
  if (typeof init !== 'function') throw new Error(`${file} does not export what figures need.`);
} finally {
  rmSync(elsewhere, { recursive: true });
}
console.log(`dist/charts/echarts-parts.js: ${(statSync(file).size / 1e6).toFixed(2)} MB`);
