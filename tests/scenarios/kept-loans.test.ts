import { COLLECTIONS } from './collections.ts';
import type { CollectionName } from './collections.ts';
import { describeKeptLoans } from './security-grid.ts';

for (const name of Object.keys(COLLECTIONS) as CollectionName[]) describeKeptLoans(name);
