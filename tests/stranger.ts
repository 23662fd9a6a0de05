/** Terminals that nobody has let in, and staff who let them in, over the API of a test server. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { keyNames } from '#server/terminals/key-names.ts';
import { pairingText } from '#server/terminals/rules/key-words.ts';
import { signatureOf } from './test-server.ts';
import type { Answer, TestServer } from './test-server.ts';

/** A machine with a key of its own that nobody has let in. */
export function stranger(server: TestServer) {
  const { privateKey, publicKey: key } = generateKeyPairSync('ed25519');
  const publicKey = key.export({ format: 'jwk' }).x ?? '';
  const challengeFor = async (terminalId: string): Promise<string> =>
    (await server.ask('POST', '/terminals/challenge', { body: { terminalId } })).body.challenge;
  const signed = async () => {
    const challenge = await challengeFor(publicKey);
    const text = Buffer.from(pairingText(publicKey, challenge));
    return { publicKey, challenge, signature: sign(null, text, privateKey).toString('base64url') };
  };
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const ask = async (claims: object = {}, address = `10.0.0.${server.clock.ahead % 250}`) =>
    server.ask('POST', '/terminals/pairing', {
      body: { ...(await signed()), ...claims },
      headers: from(address),
    });
  /** As it does every few seconds while its code is shown. */
  const signIn = async (terminalId = publicKey): Promise<Answer> => {
    const challenge = await challengeFor(terminalId);
    const signature = signatureOf(privateKey, terminalId, challenge);
    return server.ask('POST', '/terminals/token', { body: { terminalId, challenge, signature } });
  };
  return { publicKey, ...keyNames(publicKey), signed, ask, signIn };
}

/** What somebody of the staff does about them, from an address. */
export function pairingStaff(server: TestServer, cookie: string, address = '192.168.1.9') {
  const ask = (method: string, path: string, body?: unknown) =>
    server.ask(method, `/staff${path}`, {
      cookie,
      headers: { 'X-Forwarded-For': address },
      ...(body !== undefined && { body }),
    });
  return {
    look: async (code: string) => (await ask('POST', '/pairings/look', { code })).body,
    confirm: async (pairing: string, wanted: object = {}) => {
      const plain = { act: randomUUID(), library: 'ward', name: 'Máy 1', profile: 'kiosk' };
      return (await ask('POST', `/pairings/${pairing}`, { ...plain, ...wanted })).body;
    },
    register: async () => (await ask('GET', '/terminal-register')).body.terminals,
    entry: async (id: string) =>
      (await ask('GET', '/terminal-register')).body.terminals.find(
        (each: { id: string }) => each.id === id,
      ),
    change: async (id: string, wanted: object) => {
      const plain = { act: randomUUID(), library: 'ward', name: 'Máy 1', profile: 'kiosk' };
      return (await ask('PUT', `/terminal-register/${id}`, { ...plain, ...wanted })).body;
    },
    revoke: async (id: string, act = randomUUID()) =>
      (await ask('POST', `/terminal-register/${id}/revoke`, { act })).body,
    ask,
  };
}
