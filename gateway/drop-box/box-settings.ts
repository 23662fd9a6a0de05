/** What the settings file means to the drop box. */
import type { Config } from '../config.ts';
import type { DropBoxConfig } from '../config/drop-box-config.ts';
import type { BuiltDevice } from '../device-watch.ts';
import { DROP_BOX_TIMES } from './rules/settings.ts';
import type { DropBoxSettings } from './rules/settings.ts';

/** To the session, the whole machine is its one device: ready while books can be given. */
export const BOX_DEVICE = 'drop-box';

type Described = Pick<Config, 'devices'>;

export function boxSettingsOf(
  box: DropBoxConfig,
  { devices: described }: Described,
  devices: readonly BuiltDevice[],
): DropBoxSettings {
  const { elsewhere: _told, print: _printed, times, ...rest } = box;
  return {
    ...rest,
    devices: devicesOf(box, described, devices),
    times: { ...DROP_BOX_TIMES, ...times },
  };
}

function devicesOf(
  box: DropBoxConfig,
  described: Config['devices'],
  devices: readonly BuiltDevice[],
): DropBoxSettings['devices'] {
  const one = (kind: BuiltDevice['kind']) => devices.find((device) => device.kind === kind)?.id;
  const [reader, scanner, cardReader] = [
    one('rfid-reader'),
    one('barcode-scanner'),
    one('card-reader'),
  ];
  const lines = linesOf(box);
  const boards = described.filter((device) => hasOneOf(device, lines)).map(({ id }) => id);
  return {
    boards,
    ...(reader !== undefined && { reader }),
    ...(scanner !== undefined && { scanner }),
    ...(cardReader !== undefined && { cardReader }),
  };
}

const linesOf = ({ bins, inputs, outputs }: DropBoxConfig): readonly (string | undefined)[] => [
  ...Object.values(inputs),
  ...Object.values(outputs),
  ...bins.flatMap(({ door, fill, gate, present }) => [door, fill, gate, present]),
];

function hasOneOf(
  device: Config['devices'][number],
  lines: readonly (string | undefined)[],
): boolean {
  if (!('outputs' in device)) return false;
  const names = [...Object.keys(device.inputs), ...Object.keys(device.outputs)];
  return names.some((name) => lines.includes(name));
}
