/** What is open at the terminals of this account, kept live by the server's events; in one language. */
import type { Alert, AlertList } from './answers.ts';
import { LiveSource } from './live-source.svelte.ts';

export class LiveAlerts {
  /** The most severe first, then the longest-standing. */
  list = $state.raw<readonly Alert[]>([]);
  /** Subscriptions whose notices do not get through. */
  noticesFailing = $state(0);
  readonly source: LiveSource<AlertList>;

  /** @param onRefused the server no longer knows the session */
  constructor(onRefused: () => void) {
    this.source = new LiveSource(({ alerts, noticesFailing }) => {
      this.list = alerts;
      this.noticesFailing = noticesFailing;
    }, onRefused);
  }

  /** @returns what ends it */
  open(language: string): () => void {
    return this.source.open(`/api/staff/alerts/events?language=${language}`);
  }
}
