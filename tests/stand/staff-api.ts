/** A librarian of a stand without a page: signed in at the server's API. */
import type { Stand } from '../stand.ts';
import { staffAccount } from './demo.ts';

/** @returns asks below `/api/staff` @throws Error when the account is not there, or not let in */
export async function staffOf(
  stand: Pick<Stand, 'folder' | 'serverUrl'>,
): Promise<(method: string, path: string, body?: object) => Promise<Response>> {
  const account = staffAccount(stand.folder);
  if (!account) throw new Error('There is no account.');
  const origin = stand.serverUrl;
  let cookie = '';
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${origin}/api/staff${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin, cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
  const signedIn = await ask('POST', '/sign-in', account);
  if (!signedIn.ok) throw new Error(`The account is not let in: ${signedIn.status}.`);
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return ask;
}
