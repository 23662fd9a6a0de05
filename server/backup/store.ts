/** What a database needs after it was put back from a backup. */
import type { Writer } from '../db/database.ts';

/** More changes than staff make between two backups. */
const AHEAD = 1000;

export const commands = {
  /**
   * Terminals were told settings that this database knows nothing of: what they are told next must not have the number of what
   * they have. And whoever had been signed out by then stays out.
   */
  restored: async (tx: Writer, _input: object): Promise<void> => {
    await tx
      .updateTable('terminal_settings')
      .set((e) => ({ version: e('version', '+', AHEAD) }))
      .execute();
    await tx.deleteFrom('staff_session').execute();
  },
};
