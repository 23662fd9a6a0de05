import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import svelteConfig from './svelte.config.js';

/** `npm run dev`: the pages with hot reload, in front of a running `npm start`. */
export default defineConfig({
  root: 'kiosk',
  plugins: [sveltekit(svelteConfig)],
  server: {
    proxy: {
      '/ws': { target: 'ws://127.0.0.1:4701', ws: true },
      '/api': { target: 'http://127.0.0.1:4700' },
    },
  },
});
