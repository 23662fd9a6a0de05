/**
 * Loaded before a program that the stand runs as a child: the child ends with the stand, also when the stand was
 * killed and could not say so. Nothing else of the program is touched.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The leash alone must not keep the program alive.
process.channel?.unref();
