/** Actors as people read them: with the name of their account or terminal. */
import type { Reader } from '../db/database.ts';
import type { Actor } from './actor.ts';

export interface By {
  readonly kind: Actor['kind'];
  readonly id: string;
  readonly name?: string;
}

const KINDS: readonly string[] = [
  'staff',
  'terminal',
  'sip2',
  'system',
  'import',
] satisfies readonly Actor['kind'][];
const isKind = (kind: string): kind is Actor['kind'] => KINDS.includes(kind);

/** What a table has written as `kind:id`. What was never written so counts as the system's. */
function actorIn(text: string): Pick<Actor, 'kind' | 'id'> {
  const at = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, at));
  return isKind(kind) ? { kind, id: text.slice(at + 1) } : { kind: 'system', id: text };
}

/** @returns how each of these texts is to be read */
export async function readWho(db: Reader, texts: readonly string[]): Promise<(text: string) => By> {
  const actors = [...new Set(texts)].map(actorIn);
  const idsOf = (kind: Actor['kind']) =>
    actors.filter((actor) => actor.kind === kind).map(({ id }) => id);
  const names = new Map([
    ...(await namesIn(db, 'staff_account', idsOf('staff'))).map(named('staff')),
    ...(await namesIn(db, 'terminal', idsOf('terminal'))).map(named('terminal')),
  ]);
  return (text) => {
    const { kind, id } = actorIn(text);
    const name = names.get(`${kind}:${id}`);
    return { kind, id, ...(name !== undefined && { name }) };
  };
}

const named =
  (kind: Actor['kind']) =>
  ({ id, name }: { id: string; name: string }): [string, string] => [`${kind}:${id}`, name];

async function namesIn(
  db: Reader,
  table: 'staff_account' | 'terminal',
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return db.selectFrom(table).select(['id', 'name']).where('id', 'in', ids).execute();
}
