import type { Kind } from './decoders.ts';

/** What the commands of the readers do, in words; the code as it is in the frame. */
const FEIG: Readonly<Record<string, string>> = {
  52: 'find the line’s speed',
  63: 'restart the reader’s processor',
  64: 'restart the reader',
  65: 'what is your software?',
  66: 'what are you?',
  69: 'switch the field off and on again',
  '6a': 'switch the field on or off',
  71: 'switch outputs',
  72: 'switch outputs',
  74: 'how are the inputs?',
  80: 'read the configuration',
  81: 'write the configuration',
  b0: 'ISO 15693 command',
  b1: 'command of the chip’s maker',
  bf: 'bytes handed to the tag as they are',
};

const FEIG_SUB: Readonly<Record<string, string>> = {
  '01': 'which tags are there?',
  '02': 'tag, be quiet',
  22: 'lock blocks for ever',
  23: 'read blocks',
  24: 'write blocks',
  25: 'select a tag',
  26: 'tag, be ready again',
  27: 'write AFI',
  28: 'lock AFI for ever',
  29: 'write DSFID',
  '2a': 'lock DSFID for ever',
  '2b': 'what are you, tag?',
  '2c': 'which blocks are locked?',
};

const THREE_M: Readonly<Record<string, string>> = {
  '01': 'tag, be quiet',
  '02': 'read blocks',
  '03': 'does the tag’s alarm ring?',
  '04': 'write blocks',
  '05': 'write one block',
  '06': 'lock AFI for ever',
  '07': 'write one block and lock it for ever',
  '08': 'lock a block for ever',
  '09': 'write AFI',
  '0a': 'read AFI',
  '0b': 'write DSFID',
  '0c': 'switch the tag’s alarm on or off',
  '0d': 'what are you, tag?',
  '0e': 'lock DSFID for ever',
  '0f': 'read DSFID',
  11: 'what is your version?',
  14: 'bytes handed to the tag as they are',
  fe: 'which tags are there?',
};

const UHF: Readonly<Record<string, string>> = {
  '01': 'which tags are there?',
  '02': 'read words',
  '03': 'write words',
  '04': 'write the EPC of whichever tag is there',
  '06': 'lock',
  '0c': 'switch the tag’s alarm on or off',
  '0d': 'does the tag’s alarm ring?',
  21: 'what are you?',
  25: 'longest time of an inventory',
  '2f': 'power',
  35: 'way of working',
  36: 'which way do you work?',
  ee: 'a tag was seen (the reader works by itself)',
};

const R2000: Readonly<Record<string, string>> = {
  72: 'what is your firmware?',
  74: 'choose the antenna',
  89: 'which tags are there?',
};

const PN532: Readonly<Record<string, string>> = {
  '02': 'what is your firmware?',
  '03': 'what is your firmware? (answer)',
  14: 'settle how the chip works',
  15: 'settle how the chip works (answer)',
  32: 'settings of the field',
  40: 'talk to the card',
  41: 'talk to the card (answer)',
  '4a': 'which cards are there?',
  '4b': 'which cards are there? (answer)',
};

const NAMES: Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>> = {
  feig: FEIG,
  'feig-response': FEIG,
  '3m810': THREE_M,
  '3m810-response': THREE_M,
  uhfreader18: UHF,
  'uhfreader18-response': UHF,
  r2000: R2000,
  'r2000-response': R2000,
  pn532: PN532,
};

/** What the command does; undefined for one that is not named here. */
export const commandName = (kind: Kind, code: string): string | undefined => NAMES[kind]?.[code];

/** What a sub-command of FEIG’s [B0] does. */
export const subCommandName = (code: string): string | undefined => FEIG_SUB[code];
