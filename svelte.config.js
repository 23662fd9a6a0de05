import adapter from '@sveltejs/adapter-static';

/**
 * Imported by vite.config.ts and handed to the plugin: SvelteKit 3 refuses a
 * svelte.config.js that sits in the Vite root, so the Vite root is `kiosk/`.
 *
 * @type {Parameters<typeof import('@sveltejs/kit/vite').sveltekit>[0]}
 */
export default {
  compilerOptions: { runes: true },
  outDir: '../.svelte-kit',
  adapter: adapter({ pages: 'build/kiosk', assets: 'build/kiosk', fallback: 'app.html' }),
  version: { pollInterval: 0 },
};
