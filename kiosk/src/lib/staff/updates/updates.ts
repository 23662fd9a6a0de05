/** What is asked of the server about releases, and how their state is told. */
import { central, told } from '../../central.ts';
import type { Release, Updated } from '../answers.ts';
import { sendFile } from '../parts/send-file.ts';
import { attempt } from '../trouble.ts';
import type { Done } from '../trouble.ts';
import type { StaffWords } from '../words.ts';

/** The first gets a release before the others. */
export const RINGS = [0, 1, 2, 3] as const;

export interface Plan {
  readonly ring?: number;
  readonly paused?: boolean;
  /** 0: staff decide. */
  readonly waitHours?: number;
}

export const plan = (id: string, library: string, { version }: Release, wish: Plan) =>
  attempt(() =>
    told(
      central.staff.updates[':version'].$put({
        param: { version },
        json: { id, library, ...wish },
      }),
    ),
  );

/** @param onPart told the part that has been sent, 0 to 1 */
export async function upload(
  library: string,
  file: File,
  onPart: (part: number) => void,
): Promise<Done<unknown>> {
  const query = new URLSearchParams({ id: crypto.randomUUID(), library });
  const done = await attempt(() => sendFile(`/api/staff/updates?${query}`, file, onPart));
  const code = done.kind === 'trouble' ? String(done.trouble.values?.['code']) : '';
  return code.startsWith('release-')
    ? { kind: 'trouble', trouble: { key: `updates.trouble.${code}` } }
    : done;
}

/** How it stands with a release, in a sentence. */
export function standing(words: StaffWords, { ripeAt, state, ring }: Release): string {
  if (state === 'watching' && ripeAt !== undefined)
    return words.text('updates.state.watching-until', { when: words.moment(ripeAt) });
  return words.text(`updates.state.${state}`, { ring: ring ?? 0 });
}

/** What a terminal says of its own updating; a newer one may use a word that is not known here. */
export function progress(words: StaffWords, { heardAt, update }: Updated): string {
  if (heardAt === undefined) return words.text('updates.never-heard');
  if (update === undefined) return words.text('updates.at-hand');
  const { state, version = '?', why } = update;
  const said = words.find(`updates.at.${state}`, { version }) ?? state;
  const reason = why === undefined ? undefined : whyText(words, why);
  return reason === undefined ? said : `${said}: ${reason}`;
}

function whyText(words: StaffWords, why: string): string {
  const [, device] = /^device-(.+)$/.exec(why) ?? [];
  return device === undefined
    ? (words.find(`updates.why.${why}`) ?? why)
    : words.text('updates.why.device', { device });
}
