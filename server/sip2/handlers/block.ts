/** 01-24 block patron, 25-26 patron enable. */
import type { Act } from '../acts.ts';
import { once } from '../acts.ts';
import { checkPin } from '../pins.ts';
import type { Handler, Request } from '../request.ts';
import { actorOf, echoOf, numberIn } from '../request.ts';
import { patronReply } from './patron.ts';

/** The one reason that a terminal may put on, and lift again; what staff have put on stays. */
const REASON = 'card-retained';

export const blockPatronReply: Handler = (request) => {
  const note = echoOf(request, 'AL').trim().slice(0, 255);
  const act: Act = { kind: 'block', card: numberIn(request, 'AA'), item: '', more: [note] };
  return once(request, act, async (idOf) => {
    const patronId = await patronIdOf(request);
    const put = { id: idOf(), actor: actorOf(request), now: request.now, reason: REASON } as const;
    if (patronId !== undefined)
      await request.deps.db.write('block-put', { ...put, patronId, note });
    // The reply shows how it stands now; there is no other place in it for a refusal.
    return patronReply(request, '24');
  });
};

export const enablePatronReply: Handler = async (request) => {
  // A PIN that is given must be right; terminals that know none send none, and only lift what a terminal has put on.
  const { pin } = await checkPin(request);
  const act: Act = { kind: 'enable', card: numberIn(request, 'AA'), item: '', more: [pin] };
  return once(request, act, async (idOf) => {
    const patronId = pin === 'wrong' ? undefined : await patronIdOf(request);
    const end = { id: idOf(), actor: actorOf(request), now: request.now, reason: REASON } as const;
    if (patronId !== undefined) await request.deps.db.write('block-end', { ...end, patronId });
    return patronReply(request, '26');
  });
};

async function patronIdOf(request: Request): Promise<string | undefined> {
  const { deps, library, now } = request;
  const card = numberIn(request, 'AA');
  const found = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
  return found.kind === 'one' ? found.id : undefined;
}
