/** Structured logs on standard output, one JSON object a line. */
import { type DestinationStream, type Logger, pino } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Never in a log, wherever they turn up (design decision 15). */
const SECRET = ['card', 'pin', 'title', 'author', 'identifier', 'number', 'token', 'authorization'];
const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths, censor: '[left out]' } };
  return destination ? pino(options, destination) : pino(options);
}
