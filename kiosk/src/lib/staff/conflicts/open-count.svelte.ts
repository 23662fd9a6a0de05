/** How many conflicts are open: on the way to their page, and told anew when one is settled there. */
import { central, told } from '../../central.ts';
import { Loaded } from '../parts/loaded.svelte.ts';

export const openConflicts = new Loaded(() => told(central.staff.conflicts.count.$get()));
