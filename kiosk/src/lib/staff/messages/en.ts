import bins from './en/bins.json' with { type: 'json' };
import conflicts from './en/conflicts.json' with { type: 'json' };
import frame from './en/frame.json' with { type: 'json' };
import holds from './en/holds.json' with { type: 'json' };
import imports from './en/imports.json' with { type: 'json' };
import items from './en/items.json' with { type: 'json' };
import journal from './en/journal.json' with { type: 'json' };
import offline from './en/offline.json' with { type: 'json' };
import patrons from './en/patrons.json' with { type: 'json' };
import reasons from './en/reasons.json' with { type: 'json' };
import receipts from './en/receipts.json' with { type: 'json' };
import register from './en/register.json' with { type: 'json' };
import remoteHand from './en/remote-hand.json' with { type: 'json' };
import rules from './en/rules.json' with { type: 'json' };
import settings from './en/settings.json' with { type: 'json' };
import terminals from './en/terminals.json' with { type: 'json' };
import updates from './en/updates.json' with { type: 'json' };
import watching from './en/watching.json' with { type: 'json' };

/** One file a page; `reasons` are the codes of the server in words. */
export const en = {
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
