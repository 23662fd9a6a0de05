/** What the settings file means to the session. */
import type { Config } from './config.ts';
import type { BuiltDevice } from './device-watch.ts';
import { BOX_DEVICE } from './drop-box/box-settings.ts';
import type { ScanRules } from './scans/scan-rules.ts';
import { DEFAULT_TIMES, type SessionSettings } from './session/rules/settings.ts';

/** The scanner that types into the page, where the terminal has one. */
export const wedgeOf = ({ devices }: Config): string | undefined =>
  devices.find(({ driver }) => driver === 'keyboard-wedge')?.id;

const groupsOf = ({ groups }: Config): SessionSettings['groups'] => ({
  ...groups,
  leaderCards: groups.leaderCards.map((pattern) => new RegExp(pattern, 'u')),
});

/**
 * @param elsewhere where people may go while it is out of service
 * @param scans in force now: the desk may have learned others than the file says
 */
export function settingsOf(
  config: Config,
  devices: readonly BuiltDevice[],
  scans: ScanRules,
  elsewhere?: string,
): SessionSettings {
  const { identityCard, security, terminal, timings, tryOtherKind } = config;
  const isDropBox = terminal.profile === 'drop-box';
  // A drop box is to the session one device, which says by itself whether it serves.
  const pad = isDropBox ? BOX_DEVICE : devices.find(({ kind }) => kind === 'rfid-reader')?.id;
  const wedge = wedgeOf(config);
  const scanner = wedge ?? devices.find(({ kind }) => kind === 'barcode-scanner')?.id;
  const cardReader = devices.find(({ kind }) => kind === 'card-reader')?.id;
  const printer = devices.find(({ kind }) => kind === 'receipt-printer')?.id;
  return {
    language: terminal.language,
    devices: {
      ...(pad !== undefined && { pad }),
      ...(scanner !== undefined && { scanner }),
      ...(cardReader !== undefined && { cardReader }),
      ...(printer !== undefined && { printer }),
    },
    wedge: wedge !== undefined,
    places: {
      ...(terminal.pad && { pad: terminal.pad }),
      ...(terminal.scanner && { scanner: terminal.scanner }),
    },
    scans: { ...scans, identityCard, tryOtherKind },
    ifPatronLeaves: security.ifPatronLeaves,
    sets: config.sets,
    groups: groupsOf(config),
    receipts: { choices: config.receipt.choices, afterTimeout: config.receipt.afterTimeout },
    tags: config.tags,
    times: { ...DEFAULT_TIMES, ...timings },
    ...(elsewhere !== undefined && { elsewhere }),
  };
}
