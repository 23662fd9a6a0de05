/** Somebody's program that is told of alerts: it verifies as docs/integrators/alerts.md says, and can be in a bad mood. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedHook {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { readonly type: string; readonly data: { readonly alert?: { code: string } } };
}

export class WebhookReceiver {
  readonly received: ReceivedHook[] = [];
  /** Answers with this. */
  status = 204;
  /** … and sends elsewhere. */
  location: string | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.received.push({
          headers: request.headers,
          text: body,
          body: JSON.parse(body) as ReceivedHook['body'],
        });
        response.writeHead(this.status, this.location ? { Location: this.location } : {}).end();
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/alerts`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Standard Webhooks 1.0.0, written anew from its text: nothing of the sender is used. */
export function isGenuine({ headers, text: body }: ReceivedHook, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', key).update(content).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .some((one) => {
      const given = Buffer.from(one.slice(3), 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}
