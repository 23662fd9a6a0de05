/** What a device event means to the session; undefined: nothing. */
import type { DeviceEvent } from '../devices/device.ts';
import type { DecodeOptions } from '../tags/tag.ts';
import { labelOf } from './rules/label.ts';
import type { Input } from './session.ts';

export function inputOf(event: DeviceEvent, options: DecodeOptions): Input | undefined {
  switch (event.kind) {
    case 'device-status':
      return { kind: 'device', device: event.device, ready: event.status.state === 'ready' };
    case 'scanned':
      return { kind: 'scanned', scan: event.scan };
    case 'scan-unreadable':
      return { kind: 'scan-unreadable' };
    case 'card-read':
      return { kind: 'card-read', card: event.card };
    case 'tag-entered':
      return {
        kind: 'tag-entered',
        tag: { uid: event.tag.uid, label: labelOf(event.tag, options) },
      };
    case 'tag-left':
      return { kind: 'tag-left', uid: event.uid };
    case 'pad-crowded':
      return { kind: 'pad-crowded', crowded: event.crowded };
    case 'printer-changed':
      return { kind: 'printer', device: event.device, condition: event.condition };
    case 'input-changed':
      return undefined;
  }
}
