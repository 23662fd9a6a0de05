/** What this terminal and the server both make of its key: one piece of code, for two writings of it would part some day. */
export { fingerprintText, keyWords, pairingText } from '#server/terminals/rules/key-words.ts';
export type { KeyWords } from '#server/terminals/rules/key-words.ts';
