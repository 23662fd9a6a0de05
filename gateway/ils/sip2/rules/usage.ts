import { DIALECT_NAMES } from './dialects.ts';

export const USAGE = `npm run --silent sip2 -- decode [--explain]      reads raw messages, one a line; writes a line of JSON for each
npm run sip2 -- --host H --port P [--login L --password W] [options] COMMAND

  status                      99: what it can do, and its clock
  patron CARD [PIN]           63: standing, counts, what is on loan; without 63, 23
  item BARCODE                17
  checkout CARD BARCODE [PIN] 11: lends it
  checkin BARCODE             09: takes it back
  renew CARD BARCODE [PIN]    29, or 11 where the dialect says so
  renew-all CARD [PIN]        65
  hold CARD BARCODE [PIN]     15: places a hold; --cancel takes it away; --pickup LIBRARY
  fee CARD AMOUNT [FEE]       37: AMOUNT has been paid in cash; FEE is the number of the fee
  end CARD                    35
  raw MESSAGE                 sends it as it is, with AY and AZ if the dialect has them
  doctor                      finds out how the system departs from the standard, and proposes a dialect;
                              says more with --card CARD [--pin PIN] and --item BARCODE (one with a Vietnamese title)

  --password W                or SIP2_PASSWORD in the environment, where nobody sees it in a list of processes
  --dialect D                 ${DIALECT_NAMES.join(', ')}; generic when not given
  --set FIELD=VALUE           one field of the dialect otherwise, as often as wanted: --set endSession=false
  --charset C                 utf-8, cp850, ascii: short for --set charset=C
  --location CP  --institution AO  --terminal-password AC
  --time-zone Z               of the library; Asia/Ho_Chi_Minh when not given
  --tls  --ca FILE  --pin-certificate SHA256  --server-name NAME
  --gentle                    doctor: without the messages that a fragile server dies of
  --allow-write               doctor: lends and takes back --item to --card, too

Ends with 0 when the library said yes, 1 when it said no, 2 when the command is wrong, 3 when the library was not
reached or refused the login (nothing was done), 4 when no answer came (it may have been done).`;
