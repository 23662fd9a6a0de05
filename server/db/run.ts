import type { Kysely } from 'kysely';
import type { Registry } from './database.ts';
import { DatabaseFault } from './fault.ts';

/** Loads the registry that a thread has been told of. */
export async function loadRegistry(module: string): Promise<Registry> {
  const loaded = (await import(module)) as { registry: Registry };
  return loaded.registry;
}

/** Runs one named function; the types were checked where it was called (`Database.write`, `Database.read`). */
export async function run(
  functions: Registry['commands'] | Registry['queries'],
  name: string,
  kysely: Kysely<never>,
  input: unknown,
): Promise<unknown> {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!found) throw new DatabaseFault('failed', `there is no “${name}” in the registry`);
  return found(kysely as never, input as never);
}
