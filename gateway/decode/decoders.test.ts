import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { encodeResponse } from '../devices/rfid/feig-frames.ts';
import { decoderOf, KINDS } from './decoders.ts';

const decode = (kind: (typeof KINDS)[number], hex: string, context = {}) =>
  decoderOf(kind)(fromHex(hex), context);

describe.each(KINDS)('%s', (kind) => {
  test.each(vectorsOf(kind))('$name', ({ bytes, context, expect: words }) => {
    expect(decoderOf(kind)(bytes, context ?? {})).toMatchObject(words);
  });

  test('answers every beginning of every vector without an exception', () => {
    for (const { bytes, context } of vectorsOf(kind)) {
      for (let cut = 0; cut < bytes.length; cut++) {
        expect(decoderOf(kind)(bytes.subarray(0, cut), context ?? {})).toBeTypeOf('object');
      }
    }
  });
});

test('the user bank of a UHF tag', () => {
  expect(decode('iso28560-4-user', '06140204b300')).toEqual({
    model: 'iso28560-4',
    dsfid: '06',
    elements: [
      {
        oid: 4,
        name: 'setInformation',
        compaction: 'integer',
        padBytes: 0,
        value: '1203',
        partsInItem: 12,
        partNumber: 3,
      },
    ],
  });
  expect(decode('iso28560-4-user', '0014')).toMatchObject({ error: expect.any(String) });
});

test('an EPC without AFI has no UII of ours', () => {
  expect(decode('iso28560-4-epc', '0800abcd')).toEqual({
    model: 'iso28560-4',
    pc: '0800',
    lengthWords: 1,
    userMemory: false,
    xpc: false,
    isoAfi: false,
    epc: 'abcd',
  });
});

describe('which format', () => {
  test.each([
    ['blank', '00'.repeat(32)],
    ['iso28560-2', '9100051cbe991a1400'],
    ['3m-rfid501', '0411000131333032303033373637000000000000000000000000000000000000'],
    ['unknown', 'ff'.repeat(32)],
  ])('%s', (model, hex) => {
    expect(decode('model-detect', hex)).toEqual({ model });
  });

  test('a torn block of part 3 is that format, damaged', () => {
    const torn = '1102023033303130303334380000000033000038024e4f30323033303030300000000000';
    expect(decode('model-detect', torn)).toEqual({ model: 'iso28560-3', damaged: 'crc' });
  });

  test('the DSFID comes as context', () => {
    const cut = '9100051cbe';
    expect(decode('model-detect', cut)).toEqual({ model: 'unknown' });
    expect(decode('model-detect', cut, { dsfid: '06' })).toMatchObject({ model: 'iso28560-2' });
  });
});

describe('FEIG answers', () => {
  const feig = (payload: string, subCommand?: string) =>
    decode('feig-response', framed(`00b0${payload}`), subCommand ? { subCommand } : {});

  test('a patron’s card of seven bytes among the tags', () => {
    const records = '033ee0040100153b945a' + '04000104a1b2c3d4e5f6';
    expect(feig(`9402${records}`, '01')).toMatchObject({
      tags: [
        { trType: 3, dsfid: '3e', uid: 'e0040100153b945a' },
        { trType: 4, trInfo: '00', optInfo: '01', uid: '04a1b2c3d4e5f6' },
      ],
      more: true,
    });
  });

  test('tags in front of one of an unknown type are told, the rest as bytes', () => {
    expect(feig('0002033ee0040100153b945a' + '7f0102', '01')).toMatchObject({
      tags: [{ trType: 3, dsfid: '3e', uid: 'e0040100153b945a' }],
      data: '7f0102',
    });
    expect(feig('00027f0102', '01')).toMatchObject({ data: '027f0102' });
  });

  test('a refused write, with the block that it is about', () => {
    expect(feig('951202', '24')).toMatchObject({ status: '95', isoError: '12', dbAdrError: 2 });
    expect(feig('0304', '24')).toMatchObject({ status: '03', dbAdrError: 4 });
    expect(feig('950f', '27')).toMatchObject({ isoError: '0f' });
  });

  test('without the sub-command they are bytes', () => {
    expect(feig('0003043e')).toMatchObject({ status: '00', data: '03043e' });
  });
});

/** A standard frame round `ADR CMD STATUS DATA`. */
function framed(hex: string): string {
  const [address = 0, command = 0, status = 0, ...data] = fromHex(hex);
  return toHex(encodeResponse({ address, command, status, data: Uint8Array.from(data) }));
}
