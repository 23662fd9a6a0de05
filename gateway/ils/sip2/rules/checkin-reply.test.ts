import { expect, test } from 'vitest';
import { decode } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { acceptedReturn, destinationOf } from './checkin-reply.ts';
import { dialectOf } from './dialects.ts';
import type { Site } from './site.ts';

const SITE: Site = {
  ...{ dialect: dialectOf('generic'), timeZone: 'Asia/Ho_Chi_Minh', institution: 'TV1' },
  ...{ patronPins: true, givenName: 'last', location: 'Tầng 1' },
};

test.each([
  ['nothing', 'N', '', 'shelf'],
  ['a hold here', 'Y', 'CV01|', 'hold'],
  ['a hold elsewhere', 'Y', 'CV02|CTTV2|', 'other-library'],
  ['an interlibrary loan', 'Y', 'CV03|', 'other-library'],
  ['a transit', 'Y', 'CV04|CTTV2|', 'other-library'],
  ['a transit to where it is: a local hold told so', 'Y', 'CV04|CTTV1|', 'hold'],
  ['an alert without its type', 'Y', '', 'hold'],
  ['an alert of another type', 'Y', 'CV99|', 'hold'],
  ['CV 00 sent with each success', 'N', 'CV00|', 'shelf'],
  ['CT sent always, and it stays', 'N', 'CTtv1|', 'shelf'],
  ['CT by the name of the place', 'N', 'CTTầng 1|', 'shelf'],
  ['CT alone, and it goes', 'N', 'CTTV2|', 'other-library'],
  ['somebody holds it', 'N', 'CY2999|', 'hold'],
  ['AQ of another branch or a collection', 'N', 'AQTV2|', 'shelf'],
])('%s', (_what, alert, fields, destination) => {
  const reply = decode(`101YN${alert}20261123    100000AOTV1|ABX|AJSố đỏ|${fields}`);
  if (!isReadable(reply)) throw new Error(reply.error);
  expect(destinationOf(reply, SITE)).toBe(destination);
});

test('a sorter’s words are handed on: sort bin, collection, media type, branch', () => {
  const line =
    '101YNY20261123    100000AOTV1|ABX|AJSố đỏ|CL 3 |CRThiếu nhi|CK006|CTTV2|CV04|CY2999|DATrần Thị Bưởi|';
  const reply = decode(line);
  if (!isReadable(reply)) throw new Error(reply.error);
  const answer = acceptedReturn(reply, SITE);
  expect(answer).toMatchObject({
    ...{ destination: 'other-library', destinationLibrary: { id: 'TV2', name: 'TV2' } },
    ...{ sortBin: '3', collection: 'Thiếu nhi', mediaType: '006' },
  });
  // Who waits for it is nobody's business at a machine.
  expect(JSON.stringify(answer)).not.toMatch(/2999|Bưởi/);
});
