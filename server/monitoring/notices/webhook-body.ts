import { alertWords } from '../words/words.ts';
import type { PendingAlert, PendingNotice } from './pending.ts';

/** docs/integrators/alerts.md describes it. */
export function webhookBody({ id, event, createdAt, subscription, alert }: PendingNotice): string {
  return JSON.stringify({
    id,
    type: event === 'test' ? 'test' : `alert.${event}`,
    timestamp: new Date(createdAt).toISOString(),
    data: {
      subscription: { id: subscription.id, library: subscription.library },
      ...(alert && { alert: alertOf(alert, createdAt) }),
    },
  });
}

function alertOf({ timeZone, device, ...alert }: PendingAlert, now: number) {
  const spoken = { ...alert, device, timeZone };
  const words = (language: 'vi' | 'en' | 'fr') => alertWords(language, spoken, now);
  return {
    ...alert,
    ...(device !== '' && { device }),
    words: { vi: words('vi'), en: words('en'), fr: words('fr') },
  };
}
