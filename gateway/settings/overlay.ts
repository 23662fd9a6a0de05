/** The terminal's own file, overruled by what staff have set from afar (ST7). */
import type { TerminalSettings } from '#server/settings/format/terminal-settings.ts';
import type { Config } from '../config.ts';

/** Of what is set, only what this part of the configuration knows; the rest is for those who ask for it. */
export function overruled(config: Config, settings: TerminalSettings): Config {
  const { family, ifPatronLeaves, language, server, sorting } = settings;
  const { idle, ring, done } = settings;
  const { receiptChoices, receiptAfterTimeout, receiptMark, receiptLogo } = settings;
  const { receiptHeader, receiptFooter } = settings;
  const isCentral = config.system.kind === 'server';
  return {
    ...config,
    terminal: { ...config.terminal, ...(language && { language }) },
    timings: {
      ...config.timings,
      ...(idle !== undefined && { idle }),
      ...(ring !== undefined && { ring }),
      ...(done !== undefined && { done }),
    },
    groups: {
      ...config.groups,
      ...(family !== undefined && { family }),
      ...(settings.class !== undefined && { class: settings.class }),
    },
    receipt: {
      ...config.receipt,
      ...(receiptChoices && { choices: receiptChoices }),
      ...(receiptAfterTimeout && { afterTimeout: receiptAfterTimeout }),
      ...(receiptHeader && { header: receiptHeader }),
      ...(receiptFooter && { footer: receiptFooter }),
      ...(receiptMark && { mark: receiptMark }),
      ...(receiptLogo !== undefined && { logo: receiptLogo }),
    },
    security: { ...config.security, ...(ifPatronLeaves && { ifPatronLeaves }) },
    ...(sorting && config.dropBox && { dropBox: { ...config.dropBox, sorting } }),
    ...(server && isCentral && { system: { kind: 'server', server } }),
  };
}
