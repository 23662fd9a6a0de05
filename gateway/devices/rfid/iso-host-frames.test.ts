import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import type { Vector } from '#tests/vectors/vectors.ts';
import { decodeRequest, decodeResponse } from './feig-frames.ts';
import {
  blockSecurityRequest,
  decodeBlocks,
  decodeBlockSecurity,
  decodeInventory,
  decodeReaderInfo,
  decodeSystemInformation,
  inventoryRequest,
  readBlocksRequest,
  systemInformationRequest,
  writeAfiRequest,
  writeBlocksRequest,
  writeDsfidRequest,
} from './iso-host-frames.ts';

const named = (kind: string, name: string): Vector => {
  const vector = vectorsOf(kind).find((candidate) => candidate.name === name);
  if (!vector) throw new Error(`no vector ${name}`);
  return vector;
};
const answer = (name: string) => {
  const vector = named('feig-response', name);
  const data = decodeResponse(vector.bytes)?.data ?? new Uint8Array();
  return { data, words: vector.expect };
};

describe('requests are those of the public captures', () => {
  test.each([
    ['feig-std-inventory-request', inventoryRequest()],
    ['feig-adv-get-system-information', systemInformationRequest('E004010809B9CB12')],
    ['feig-std-write-afi-in-stock', writeAfiRequest('E0040100153B945A', 0x07)],
    [
      'feig-std-write-multiple-blocks-4byte',
      writeBlocksRequest('E00700000147677E', 0, 4, fromHex('010203041112131421222324')),
    ],
    ['feig-adv-write-one-block', writeBlocksRequest('E004010809B9CB12', 1, 4, fromHex('38373635'))],
  ])('%s', (name, data) => {
    expect(toHex(data)).toBe(
      toHex(decodeRequest(named('feig', name).bytes)?.data ?? data.slice(1)),
    );
  });

  test('more data is asked for with bit 7 of MODE', () => {
    expect(toHex(inventoryRequest(true))).toBe('0180');
  });

  test('DSFID, and the question which blocks are locked', () => {
    expect(toHex(writeDsfidRequest('E0040100153B945A', 0x06))).toBe('2901e0040100153b945a06');
    expect(toHex(blockSecurityRequest('E0040100153B945A', 4, 8))).toBe('2c01e0040100153b945a0408');
  });

  test('a reading names the first block and how many', () => {
    expect(toHex(readBlocksRequest('E0040100153B945A', 4, 8))).toBe('2301e0040100153b945a0408');
  });
});

describe('answers', () => {
  test('inventory: two tags with their DSFID', () => {
    const { data, words } = answer('feig-std-inventory-response-two-iso15693');
    const records = decodeInventory(data).records.map(({ uid, dsfid }) => ({
      trType: 3,
      dsfid: dsfid.toString(16),
      uid: uid.toLowerCase(),
    }));
    expect(records).toEqual(words['tags']);
  });

  test('inventory: none', () => {
    const { data } = answer('feig-std-inventory-response-none');
    expect(decodeInventory(data)).toEqual({ records: [], whole: true });
  });

  test('inventory: a patron card among the books is stepped over', () => {
    const card = [0x04, 0x00, 0x00, 0, 0, 0, 0xaa, 0xbb, 0xcc, 0xdd];
    const book = [0x03, 0x3e, 0xe0, 0x04, 1, 2, 3, 4, 5, 6];
    const { records, whole } = decodeInventory(Uint8Array.from([2, ...card, ...book]));
    expect({ uids: records.map(({ uid }) => uid), whole }).toEqual({
      uids: ['E004010203040506'],
      whole: true,
    });
  });

  test('inventory: after a chip of unknown kind the rest cannot be told, and that is said', () => {
    expect(decodeInventory(Uint8Array.from([2, 0x77, 1, 2, 3]))).toEqual({
      records: [],
      whole: false,
    });
  });

  test('system information: size and count are one more than on the wire', () => {
    const { data, words } = answer('feig-adv-response-system-information-slix2');
    const system = decodeSystemInformation(data);
    expect(system).toMatchObject({
      blockSize: words['blockSize'],
      blockCount: words['blockCount'],
    });
    expect(system?.uid.toLowerCase()).toBe(words['uid']);
    expect(system?.afi).toBe(Number(`0x${String(words['afi'])}`));
    expect(system?.dsfid).toBe(Number(`0x${String(words['dsfid'])}`));
  });

  test('blocks: turned round within each block, not across the payload', () => {
    const { data, words } = answer('feig-std-read-multiple-blocks-response-4byte');
    const blocks = decodeBlocks(data);
    expect(blocks?.blockSize).toBe(words['dbSize']);
    expect(toHex(blocks?.memory ?? data)).toBe('010203041112131421222324');
  });

  test('locks: bit 0 of each block, whatever else the reader says there', () => {
    expect(decodeBlockSecurity(Uint8Array.of(3, 0, 1, 0x81))).toEqual([false, true, true]);
    expect(decodeBlockSecurity(Uint8Array.of(3, 0, 1))).toBeUndefined();
    expect(decodeBlockSecurity(new Uint8Array())).toBeUndefined();
  });

  test('reader info: model and firmware in words', () => {
    const { data } = answer('feig-std-response-get-software-version');
    expect(decodeReaderInfo(data)).toEqual({
      model: 'CPR40',
      firmware: '03.03',
      receiveBuffer: undefined,
      sendBuffer: undefined,
    });
  });

  test('whatever the data, nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        decodeInventory(data);
        decodeBlocks(data);
        decodeBlockSecurity(data);
        decodeSystemInformation(data);
        decodeReaderInfo(data);
      }),
    );
  });
});
