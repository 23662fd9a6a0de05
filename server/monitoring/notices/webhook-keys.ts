/** Secrets of webhooks follow from a key in the data folder and the subscription's id: none of them is in the database. */
import { createHmac } from 'node:crypto';
import { readOrMakeKey } from '../../secrets/key-file.ts';
import { PREFIX } from './webhook.ts';

export type SecretOf = (subscriptionId: string) => string;

const IF_LOST =
  'put it back from the backup, or remove it: the secrets of all webhooks are then others, and are shown again on the staff page';

export function openWebhookKeys(dataFolder: string): SecretOf {
  const key = readOrMakeKey(dataFolder, 'webhooks.key', IF_LOST);
  return (subscriptionId) => {
    const secret = createHmac('sha256', key).update(`webhook ${subscriptionId}`).digest('base64');
    return PREFIX + secret;
  };
}
