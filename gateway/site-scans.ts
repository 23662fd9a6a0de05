/** How this site's cards are told from its labels: by the settings file, until the desk has learned other rules. */
import { type LabelledScan, proposeRules } from './scans/propose.ts';
import type { Config } from './config.ts';
import type { ScanRule, ScanRules } from './scans/scan-rules.ts';

export class SiteScansInForce {
  readonly #settings: ScanRules;
  #learned: readonly ScanRule[] | undefined;

  constructor({ scanRules, strictCheckDigits }: Pick<Config, 'scanRules' | 'strictCheckDigits'>) {
    this.#settings = { rules: scanRules, strictCheckDigits };
  }

  get current(): ScanRules {
    return this.#learned ? { ...this.#settings, rules: this.#learned } : this.#settings;
  }

  /** Rules that the site's own labels led to; used at once. */
  learn(rules: readonly ScanRule[]): void {
    this.#learned = rules;
  }

  /**
   * @param samples of this site's own labels; undefined: back to the settings file
   * @returns what was learned of them, to be kept
   */
  learnFrom(samples: readonly LabelledScan[] | undefined): readonly ScanRule[] | undefined {
    const learned = samples && proposeRules(samples)?.rules;
    if (learned) this.learn(learned);
    else this.forget();
    return learned;
  }

  /** Back to the settings file. */
  forget(): void {
    this.#learned = undefined;
  }
}
