/** What is done to a data folder once, over all its starts. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Does it unless the folder says that it was done; `work` may be done twice when it was cut short. */
export async function once(folder: string, name: string, work: () => Promise<void>): Promise<void> {
  const mark = join(folder, name);
  if (existsSync(mark)) return;
  await work();
  writeFileSync(mark, '');
}
