/** How this site's cards are told from its labels: by the settings file, until the desk has learned other rules. */
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

  /** Back to the settings file. */
  forget(): void {
    this.#learned = undefined;
  }
}
