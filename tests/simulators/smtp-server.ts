/** A mail server on a socket (RFC 5321), with a mailbox to look into; it can upgrade to TLS (RFC 3207), ask for a password, be out of order. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { decodeMail } from './mail-text.ts';
import type { ReceivedMail } from './mail-text.ts';

export interface SmtpOptions {
  /** PEM: it offers STARTTLS, and takes no mail without. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** It wants these. */
  readonly login?: { readonly user: string; readonly password: string };
  /** The same port again. */
  readonly port?: number;
}

/** `full`: the mailbox takes nothing for now (452). `mute`: the line is open, and nothing is ever said. */
export type SmtpMood = 'well' | 'full' | 'gone' | 'mute';

export class SimulatedSmtpServer {
  readonly mails: ReceivedMail[] = [];
  mood: SmtpMood = 'well';
  /** So many connections will end after a mail has been taken and before that is said. */
  dropAfterData = 0;
  /** Connections that are open. */
  get lines(): number {
    return this.#sockets.size;
  }
  readonly #server: Server;
  readonly #options: SmtpOptions;
  readonly #sockets = new Set<Socket>();

  private constructor(options: SmtpOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      if (this.mood === 'gone') return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      if (this.mood === 'mute') return;
      socket.write('220 mail.example ESMTP\r\n');
      new Conversation(this, socket, this.#options).begin();
    });
  }

  static async start(options: SmtpOptions = {}): Promise<SimulatedSmtpServer> {
    const started = new SimulatedSmtpServer(options);
    await new Promise<void>((resolve) =>
      started.#server.listen(options.port ?? 0, '127.0.0.1', resolve),
    );
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

class Conversation {
  readonly #server: SimulatedSmtpServer;
  readonly #options: SmtpOptions;
  #socket: Socket;
  #isSecure = false;
  #isKnown = false;
  #to: string[] = [];
  #data: string[] | undefined;
  #rest = '';

  constructor(server: SimulatedSmtpServer, socket: Socket, options: SmtpOptions) {
    this.#server = server;
    this.#socket = socket;
    this.#options = options;
  }

  begin(): void {
    this.#socket.on('data', (bytes: Buffer) => {
      this.#rest += bytes.toString('latin1');
      const lines = this.#rest.split('\r\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(line);
    });
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  #hear(line: string): void {
    if (this.#data) return this.#takeData(line);
    const verb = line.split(' ', 1)[0]?.toUpperCase() ?? '';
    if (verb === 'EHLO') return this.#greet();
    if (verb === 'QUIT') return void this.#socket.end('221 bye\r\n');
    if (verb === 'RSET' || verb === 'NOOP') return this.#say('250 ok');
    if (verb === 'STARTTLS' && this.#options.tls) return this.#secure(this.#options.tls);
    if (this.#options.tls && !this.#isSecure) return this.#say('530 must issue STARTTLS first');
    if (verb === 'AUTH') return this.#authenticate(line);
    if (this.#options.login && !this.#isKnown) return this.#say('530 authentication required');
    this.#takeEnvelope(verb, line);
  }

  #greet(): void {
    const offers = ['mail.example', '8BITMIME'];
    if (this.#options.tls && !this.#isSecure) offers.push('STARTTLS');
    if (this.#options.login) offers.push('AUTH PLAIN');
    const last = offers.pop() ?? '';
    this.#say([...offers.map((offer) => `250-${offer}`), `250 ${last}`].join('\r\n'));
  }

  #secure({ key, certificate }: NonNullable<SmtpOptions['tls']>): void {
    this.#say('220 go ahead');
    this.#socket.removeAllListeners('data');
    const secured = new TLSSocket(this.#socket, { isServer: true, key, cert: certificate });
    secured.on('error', () => secured.destroy());
    this.#socket = secured;
    this.#isSecure = true;
    this.begin();
  }

  /** RFC 4616. */
  #authenticate(line: string): void {
    const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString('utf8')
      .split('\0');
    const { login } = this.#options;
    this.#isKnown = login !== undefined && user === login.user && password === login.password;
    this.#say(this.#isKnown ? '235 welcome' : '535 authentication credentials invalid');
  }

  #takeEnvelope(verb: string, line: string): void {
    if (verb === 'MAIL') {
      this.#to = [];
      return this.#say('250 ok');
    }
    if (verb === 'RCPT') {
      if (this.#server.mood === 'full') return this.#say('452 insufficient system storage');
      this.#to.push(/<(.*)>/.exec(line)?.[1] ?? '');
      return this.#say('250 ok');
    }
    if (verb === 'DATA') {
      this.#data = [];
      return this.#say('354 end with a dot');
    }
    this.#say('500 what?');
  }

  #takeData(line: string): void {
    if (line !== '.') return void this.#data?.push(line.replace(/^\.\./, '.'));
    const mail = decodeMail((this.#data ?? []).join('\r\n'));
    this.#data = undefined;
    for (const to of this.#to) this.#server.mails.push({ ...mail, to, secure: this.#isSecure });
    if (this.#server.dropAfterData > 0) {
      this.#server.dropAfterData -= 1;
      return void this.#socket.destroy();
    }
    this.#say('250 taken');
  }
}
