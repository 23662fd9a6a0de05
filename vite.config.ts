import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import svelteConfig from './svelte.config.js';

/** Where the demo is: the names and defaults of `npm start`. */
const { NHIPCAU_KIOSK_PORT = '4701', NHIPCAU_SERVER_PORT = '4700' } = process.env;

/** `npm run dev`: the pages with hot reload, in front of a running `npm start`. */
export default defineConfig({
  root: 'kiosk',
  plugins: [sveltekit(svelteConfig)],
  server: {
    proxy: {
      '/ws': { target: `ws://127.0.0.1:${NHIPCAU_KIOSK_PORT}`, ws: true },
      '/api': { target: `http://127.0.0.1:${NHIPCAU_SERVER_PORT}` },
    },
  },
});
