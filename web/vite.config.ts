import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Addresses are relative, so that an exported folder works from any place of a web server.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The content policy allows files of the server only: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // ECharts, which is loaded after the page stands.
    chunkSizeWarningLimit: 700,
  },
});
