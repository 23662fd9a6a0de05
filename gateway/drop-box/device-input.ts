/** What a device event means to the drop box; undefined: nothing. */
import type { DeviceEvent, Scan } from '../devices/device.ts';
import { scanMeaning } from '../scans/scan-rules.ts';
import type { ScanRules } from '../scans/scan-rules.ts';
import { labelOf } from '../session/rules/label.ts';
import type { DecodeOptions } from '../tags/tag.ts';
import type { Input } from './rules/machine.ts';

export interface Reading {
  readonly tags: DecodeOptions;
  readonly scans: ScanRules;
}

export function inputOf(event: DeviceEvent, reading: Reading): Input | undefined {
  switch (event.kind) {
    case 'device-status':
      return { kind: 'device', device: event.device, ready: event.status.state === 'ready' };
    case 'input-changed':
      return { kind: 'line', line: event.input, on: event.on };
    case 'tag-entered':
      return {
        kind: 'tag-entered',
        tag: { uid: event.tag.uid, label: labelOf(event.tag, reading.tags) },
      };
    case 'tag-left':
      return { kind: 'tag-left', uid: event.uid };
    case 'pad-crowded':
      return { kind: 'crowded', crowded: event.crowded };
    case 'card-read':
      return { kind: 'card', card: event.card };
    case 'scanned':
      return scanned(event.scan, reading.scans);
    case 'scan-unreadable':
    case 'printer-changed':
      return undefined;
  }
}

/** Nobody is there to be told what is wrong with any other scan. */
function scanned(scan: Scan, rules: ScanRules): Input | undefined {
  const meaning = scanMeaning(scan, rules);
  if (meaning.kind === 'item') return { kind: 'label', item: { identifier: meaning.label } };
  return meaning.kind === 'patron' ? { kind: 'card', card: meaning.card } : undefined;
}
