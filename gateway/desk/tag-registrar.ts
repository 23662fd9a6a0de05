/** Tells the server which tags were written, one after the other, as soon as it answers and somebody is signed in. */
import type { StaffApi, StaffItem, TagsAnswer, TagsWanted } from '../ils/central/staff-api.ts';
import type { Sentence } from '../tags/sentence.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { DeskStore, UnsentTag } from './desk-store.ts';
import type { WriteJob } from './rules/inputs.ts';
import { tell } from './rules/sentences.ts';
import { whose } from './rules/whose.ts';

export interface TagRegistrarOptions {
  readonly store: Pick<DeskStore, 'next' | 'sent' | 'refuse' | 'tryAgain'>;
  /** Undefined: the library's system knows items by their labels alone, and there is nobody to tell. */
  readonly api: Pick<StaffApi, 'itemsByLabel' | 'putTags'> | undefined;
  /** The server's session of who is signed in; undefined in device work. */
  readonly token: () => string | undefined;
  /** Name of the terminal's library: a number that several items have is one of its own. */
  readonly library: () => string;
  /** What is unsent has changed. */
  readonly onChange: () => void;
  /** The server no longer knows the session. */
  readonly onSignedOut: () => void;
  readonly onFault: (error: unknown) => void;
}

type TagsApi = NonNullable<TagRegistrarOptions['api']>;
type Told = 'sent' | 'unreachable' | 'signed-out' | Sentence;

/** Another station may be at the same set: the record is looked at again so often. */
const LOOKS = 3;

export class TagRegistrar {
  readonly #options: TagRegistrarOptions;
  readonly #telling = new OneAtATime(() => this.#run());

  constructor(options: TagRegistrarOptions) {
    this.#options = options;
  }

  /** There may be something to tell, or somebody to tell it to. */
  wake(): void {
    this.#options.onChange();
    this.#telling.wake();
  }

  /** What was refused is asked for once more: what it lacked may be there now. */
  tryAgain(): void {
    this.#options.store.tryAgain();
    this.wake();
  }

  /** Resolves when all was told that can be told now. */
  settled = (): Promise<void> => this.#telling.settled();

  close = (): Promise<void> => this.#telling.stop();

  async #run(): Promise<void> {
    try {
      await this.#drain();
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  async #drain(): Promise<void> {
    const { api, onChange, onSignedOut, store, token } = this.#options;
    for (;;) {
      const next = store.next();
      const session = token();
      if (!next || (api && session === undefined)) return;
      const told = api && session !== undefined ? await this.#tell(api, session, next) : 'sent';
      if (told === 'signed-out') return onSignedOut();
      if (told === 'unreachable') return;
      if (told === 'sent') store.sent(next.seq);
      else store.refuse(next.seq, told);
      onChange();
    }
  }

  /** A tag that was put back names an item that need not be the library's: then nobody is told of it. */
  async #tell(api: TagsApi, token: string, { job, uid }: UnsentTag): Promise<Told> {
    const told = await this.#tellOne(api, token, uid, job);
    if (told !== 'sent' || !job.again) return told;
    const again = await this.#tellOne(api, token, uid, { ...job.again, moved: true });
    return again === 'unreachable' || again === 'signed-out' ? again : 'sent';
  }

  async #tellOne(api: TagsApi, token: string, uid: string, job: WriteJob): Promise<Told> {
    const { label } = job;
    for (let look = 1; ; look++) {
      const answer = await api.itemsByLabel(token, label);
      if (answer.outcome !== 'accepted') return answer.outcome;
      const [item, ...others] = whose(answer.items, job.isil, this.#options.library());
      if (!item) return tell('desk.item-unknown', { label });
      if (others.length > 0) return tell('desk.several-items', { label });
      const wanted = tagsWanted(item, uid, job);
      if (!wanted) return 'sent';
      const told = toldBy(await api.putTags(token, item.id, wanted), label);
      if (told !== 'tags-changed') return told;
      if (look >= LOOKS) return tell('desk.not-registered', { label });
    }
  }
}

/** @returns undefined when the record says so already */
function tagsWanted(
  { tags }: StaffItem,
  uid: string,
  { label, moved, off, part }: WriteJob,
): TagsWanted | undefined {
  const isOnRecord = tags.some((tag) => tag.uid === uid);
  if (off && !isOnRecord) return undefined;
  const stays = tags.filter((tag) => tag.uid !== uid && (off || Math.max(1, tag.part) !== part));
  const kept = stays.map((tag) => tag.uid);
  return {
    identifier: label,
    tags: off ? stays : [...stays, { uid, part }],
    replaced: tags.map((tag) => tag.uid).filter((one) => !kept.includes(one)),
    moved,
  };
}

function toldBy(answer: TagsAnswer, label: string): Told | 'tags-changed' {
  if (answer.outcome === 'accepted') return 'sent';
  if (answer.outcome !== 'refused') return answer.outcome;
  switch (answer.code) {
    case 'tags-changed':
      return 'tags-changed';
    case 'tag-elsewhere':
      return tell('desk.tag-elsewhere', { title: answer.title ?? '' });
    case 'number-elsewhere':
      return tell('desk.number-elsewhere', { label });
    case 'item-unknown':
      return tell('desk.item-unknown', { label });
    default:
      return tell('desk.not-registered', { label });
  }
}
