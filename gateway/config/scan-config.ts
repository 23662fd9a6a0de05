/** What a site says of its cards and labels. */
import { z } from 'zod';
import { CHECK_SCHEMES } from '../scans/library-number.ts';
import { PRESETS, SCAN_KINDS, SYMBOLOGIES } from '../scans/scan-rules.ts';
import type { PresetName, ScanRule } from '../scans/scan-rules.ts';
import { Pattern, Text } from './words.ts';

/** Also what the terminal remembers of rules learned at the desk. */
export const ScanRuleConfig = z.strictObject({
  pattern: Pattern,
  symbology: z.enum(SYMBOLOGIES).exactOptional(),
  kind: z.enum(SCAN_KINDS),
  transform: Text.max(64).exactOptional(),
  check: z.enum(CHECK_SCHEMES).exactOptional(),
}) satisfies z.ZodType<ScanRule>;

const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

const Preset = z.enum(PRESET_NAMES).transform((name): readonly ScanRule[] => PRESETS[name]);

export const ScanRulesConfig = z.union([z.array(ScanRuleConfig), Preset], {
  error: `must be a list of rules, or one of ${PRESET_NAMES.map((name) => `"${name}"`).join(', ')}`,
});
