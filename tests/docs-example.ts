/** Code that stands in a page of the documents, run as its readers would run it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The first JavaScript of the page, as a module. @throws Error when there is none */
export async function exampleIn(page: string): Promise<unknown> {
  const code = /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1];
  if (code === undefined) throw new Error(`${page} has no example in JavaScript`);
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-docs-'));
  try {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, code);
    return await import(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
