/** Why a terminal does not reach its server, in words that tell an installer where to look. */

const REASONS = {
  refused: 'nothing listens at the server’s address (connection refused)',
  'name-not-found': 'the server’s name is not found (DNS)',
  'no-route': 'there is no way to the server’s address (network down, or a wrong address)',
  'timed-out': 'the server does not answer in time',
  'hung-up': 'the server, or something before it, hangs up',
  'no-tls': 'what answers at the server’s address does not speak TLS (https)',
  'not-trusted': 'the server’s certificate is not trusted (authority or name)',
  clock:
    'the server’s certificate is not valid at the date of this machine: set the machine’s clock; if it is right, renew the certificate',
  'pin-differs': 'the server’s key is not the one that server.tlsPin names',
  'not-known': 'the server does not know this terminal, or not by this key',
  'not-our-server': 'what answers at the server’s address does not answer as the server does',
  'no-link': 'the server answers, but opens no WebSocket (does a proxy let them through?)',
  other: 'the server cannot be reached',
} as const;

export type UnreachedReason = keyof typeof REASONS;

/** A failure whose reason the terminal itself has found. */
export class Unreached extends Error {
  readonly reason: UnreachedReason;

  constructor(reason: UnreachedReason, options?: ErrorOptions) {
    super(REASONS[reason], options);
    this.name = 'Unreached';
    this.reason = reason;
  }
}

/** Codes of Node, OpenSSL and undici. The other ones of certificates are too many to list: see `CERTIFICATE`. */
const CODES: Readonly<Record<string, UnreachedReason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  ETIMEDOUT: 'timed-out',
  TimeoutError: 'timed-out',
  UND_ERR_CONNECT_TIMEOUT: 'timed-out',
  ECONNRESET: 'hung-up',
  EPIPE: 'hung-up',
  UND_ERR_SOCKET: 'hung-up',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
  CERT_NOT_YET_VALID: 'clock',
  CERT_HAS_EXPIRED: 'clock',
};
const CERTIFICATE = /CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|CRL/;

/** The first cause that is known, from the outside in. */
export function whyUnreached(error: unknown): Unreached {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof Unreached) return each;
    const reason = reasonOf(codeOf(each));
    if (reason) return new Unreached(reason, { cause: error });
  }
  return new Unreached('other', { cause: error });
}

/** An abort has its meaning in its name, everything else in its code. */
const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;

const reasonOf = (code: string): UnreachedReason | undefined =>
  CODES[code] ?? (CERTIFICATE.test(code) ? 'not-trusted' : undefined);
