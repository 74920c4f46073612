import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { onePage } from './one-page.ts';

export default defineConfig({
  plugins: [react(), onePage()],
  build: {
    // Beside what is built of src/report.
    outDir: '../../dist/report-page',
    emptyOutDir: true,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    // Parts that are loaded later, too: there is no server to load them from.
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
