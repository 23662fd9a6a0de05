/**
 * What each tag said to the gate when it was laid down. It comes with the arrival for nothing, and is what the tag
 * said before its first write; from then on it is history.
 */
import type { DeviceEvent, Uid } from '../devices/device.ts';
import type { SecurityReading } from '../tags/security.ts';

export class Sightings {
  readonly #readings = new Map<Uid, SecurityReading>();

  note(event: DeviceEvent): void {
    if (event.kind === 'tag-left') this.#readings.delete(event.uid);
    if (event.kind !== 'tag-entered') return;
    const { afi, uid } = event.tag;
    if (afi === undefined) this.#readings.delete(uid);
    else this.#readings.set(uid, { afi, eas: undefined });
  }

  /** Once: who takes it is going to write. */
  take(uid: Uid): SecurityReading | undefined {
    const reading = this.#readings.get(uid);
    this.#readings.delete(uid);
    return reading;
  }
}
