import bins from './vi/bins.json' with { type: 'json' };
import conflicts from './vi/conflicts.json' with { type: 'json' };
import frame from './vi/frame.json' with { type: 'json' };
import holds from './vi/holds.json' with { type: 'json' };
import imports from './vi/imports.json' with { type: 'json' };
import items from './vi/items.json' with { type: 'json' };
import journal from './vi/journal.json' with { type: 'json' };
import offline from './vi/offline.json' with { type: 'json' };
import patrons from './vi/patrons.json' with { type: 'json' };
import reasons from './vi/reasons.json' with { type: 'json' };
import receipts from './vi/receipts.json' with { type: 'json' };
import register from './vi/register.json' with { type: 'json' };
import remoteHand from './vi/remote-hand.json' with { type: 'json' };
import rules from './vi/rules.json' with { type: 'json' };
import settings from './vi/settings.json' with { type: 'json' };
import terminals from './vi/terminals.json' with { type: 'json' };
import updates from './vi/updates.json' with { type: 'json' };
import watching from './vi/watching.json' with { type: 'json' };

/** One file a page; `reasons` are the codes of the server in words. */
export const vi = {
  ...bins,
  ...conflicts,
  ...frame,
  ...holds,
  ...imports,
  ...items,
  ...journal,
  ...offline,
  ...patrons,
  ...reasons,
  ...receipts,
  ...register,
  ...remoteHand,
  ...rules,
  ...settings,
  ...terminals,
  ...updates,
  ...watching,
};
