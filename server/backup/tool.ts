/** Another program of this machine that is asked to do what it is known for: age, pg_dump, pg_restore. */
import { spawn } from 'node:child_process';

/** It is not installed. */
export class ToolMissing extends Error {
  constructor(tool: string, debianPackage: string) {
    super(`the program “${tool}” is not on this machine: apt-get install ${debianPackage}`);
    this.name = 'ToolMissing';
  }
}

const DEBIAN_PACKAGE = {
  age: 'age',
  pg_dump: 'postgresql-client',
  pg_restore: 'postgresql-client',
} as const;
export type Tool = keyof typeof DEBIAN_PACKAGE;

/**
 * @param environment beside this program's own; what is secret goes in here, for arguments are seen by everybody
 * @returns what it said
 * @throws ToolMissing; Error with what it complained of
 */
export async function run(
  tool: Tool,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(tool, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, LC_ALL: 'C.UTF-8' },
  });
  const [said, complaint] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new ToolMissing(tool, DEBIAN_PACKAGE[tool]) : error),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${tool}: ${(await complaint).trim() || `ended with ${code}`}`);
  return said;
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
