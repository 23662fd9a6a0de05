/** `npm run sip2`: SIP2 for the person who connects a library system. */
import { runSip2 } from '../ils/sip2/command-line.ts';

// Whoever reads along may have seen enough, as `head` does: that is the end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await runSip2(process.argv.slice(2));
