/** The real server with the settings of the bench, in the process that asks for it. */
import { dirname } from 'node:path';
import { tmpdir } from 'node:os';
import { startServer } from '#server/main.ts';
import type { RunningServer } from '#server/main.ts';
import { PERMIT_DEFAULTS } from '#server/permit/settings.ts';
import type { DatabasePlace } from './place.ts';

type More = Pick<Parameters<typeof startServer>[0], 'sip2'>;

export const startProgram = (place: DatabasePlace, more: More = {}): Promise<RunningServer> =>
  startServer({
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder: place.engine === 'sqlite' ? dirname(place.file) : tmpdir(),
    database: place,
    tls: undefined,
    behindTlsProxy: false,
    allowedOrigins: [],
    clockUncertaintyMs: 120_000,
    keepLoanHistoryDays: 30,
    permit: PERMIT_DEFAULTS,
    pagesFolder: tmpdir(),
    logLevel: 'warn',
    ...more,
  });
