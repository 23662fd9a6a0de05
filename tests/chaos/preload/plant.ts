/** Loaded before a program that is to have a bug: rewrites one line of one module on its way in. */
import { registerHooks } from 'node:module';
import { isPlant, planted, PLANTS } from '../planted/plants.ts';

const name = process.env['CHAOS_PLANT'] ?? '';
if (!isPlant(name)) throw new Error(`there is no plant ${name}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(PLANTS[name].module)) return loaded;
    return { ...loaded, source: planted(name, String(loaded.source)) };
  },
});
