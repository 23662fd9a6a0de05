/** One act upon the releases of a terminal, in a process that may be killed at any step of it: `node step.ts ROOT ACT`. */
import { ReleaseFolder } from '#gateway/updates/release-folder.ts';
import { NEW, OLD } from './versions.ts';

const [root = '', act] = process.argv.slice(2);
const releases = new ReleaseFolder(root);
const expected = { at: 1, devices: ['pad'], outbox: true, server: true };
const trial = { version: NEW, from: OLD, expected };

switch (act) {
  case 'try-out':
    releases.tryOut(trial);
    break;
  case 'settle':
    releases.settle({ version: NEW, at: 5 });
    break;
  case 'go-back':
    releases.goBack(trial, { at: 5, why: 'device-pad' });
    break;
  default:
    throw new TypeError(`no such act: ${act}`);
}
