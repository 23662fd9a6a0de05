import bins from './fr/bins.json' with { type: 'json' };
import conflicts from './fr/conflicts.json' with { type: 'json' };
import frame from './fr/frame.json' with { type: 'json' };
import holds from './fr/holds.json' with { type: 'json' };
import imports from './fr/imports.json' with { type: 'json' };
import items from './fr/items.json' with { type: 'json' };
import journal from './fr/journal.json' with { type: 'json' };
import offline from './fr/offline.json' with { type: 'json' };
import patrons from './fr/patrons.json' with { type: 'json' };
import reasons from './fr/reasons.json' with { type: 'json' };
import receipts from './fr/receipts.json' with { type: 'json' };
import register from './fr/register.json' with { type: 'json' };
import remoteHand from './fr/remote-hand.json' with { type: 'json' };
import rules from './fr/rules.json' with { type: 'json' };
import settings from './fr/settings.json' with { type: 'json' };
import terminals from './fr/terminals.json' with { type: 'json' };
import updates from './fr/updates.json' with { type: 'json' };
import watching from './fr/watching.json' with { type: 'json' };

/** One file a page; `reasons` are the codes of the server in words. */
export const fr = {
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
