/** All that watches terminals and tells of it, built once. */
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { AppDatabase } from '../db/registry.ts';
import { openMailer } from '../mail/mailer.ts';
import type { Mailer } from '../mail/mailer.ts';
import { reachable } from './notices/networks.ts';
import { NoticeSender } from './notices/notice-sender.ts';
import type { Notices } from './notices/routes.ts';
import { openWebhookKeys } from './notices/webhook-keys.ts';
import { WebhookSender } from './notices/webhook.ts';
import { TerminalNews } from './terminal-news.ts';
import { Watcher } from './watcher.ts';

export interface Watching {
  readonly news: TerminalNews;
  readonly alertNews: TerminalNews;
  readonly notices: Notices;
  readonly mailer: Mailer | undefined;
  /** From now on it looks and tells. */
  start(): void;
  stop(): Promise<void>;
}

interface WatchingDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly log: Logger;
}

type Settings = Pick<Config, 'dataFolder' | 'mail' | 'publicUrl' | 'webhooks'>;

export function openWatching(deps: WatchingDeps, settings: Settings): Watching {
  const { mail, webhooks, publicUrl, dataFolder } = settings;
  const [news, alertNews] = [new TerminalNews(), new TerminalNews()];
  const mailer = mail && openMailer(mail);
  const mayReach = reachable(webhooks?.privateNetworks ?? []);
  const secretOf = openWebhookKeys(dataFolder);
  let running: { watcher: Watcher; sender: NoticeSender } | undefined;
  const look = (): void => running?.sender.look();
  const onChange = (): void => {
    alertNews.announce();
    look();
  };
  return {
    ...{ news, alertNews, mailer },
    notices: { hasMail: mailer !== undefined, mayReach, secretOf, look },
    start: () => {
      const page = publicUrl === undefined ? undefined : `${publicUrl}/staff`;
      const ways = { mailer, secretOf, page, webhooks: new WebhookSender(mayReach) };
      running ??= {
        sender: new NoticeSender({ ...deps, ...ways }),
        watcher: new Watcher({ ...deps, news, onChange }),
      };
    },
    stop: async () => {
      await running?.watcher.stop();
      await running?.sender.stop();
    },
  };
}
