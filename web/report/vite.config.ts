import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { onePage } from './one-page.ts';

export default defineConfig({
  plugins: [react(), onePage()],
  build: {
    outDir: '../../dist/report',
    emptyOutDir: true,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    // Parts that are loaded later, too: there is no server to load them from.
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
