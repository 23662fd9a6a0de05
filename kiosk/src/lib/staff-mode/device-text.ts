import type { StaffDevice } from '#gateway/staff-messages.ts';
import type { Words } from '../words.ts';
import { said } from './said.ts';

export const deviceName = (words: Words, { kind }: Pick<StaffDevice, 'kind'>): string =>
  words.text(`staff.device.${kind}`);

export const deviceText = (words: Words, { code, state }: StaffDevice): string =>
  code === undefined ? words.text(`staff.device-state.${state}`) : said(words, 'fault', code);

export function deviceTone({ state }: StaffDevice): 'good' | 'wait' | 'bad' {
  if (state === 'ready') return 'good';
  return state === 'opening' ? 'wait' : 'bad';
}
