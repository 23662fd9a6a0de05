/** Takes a permit: fetches what is missing, checks all of it, and only then lets it take the place of the old one. */
import type { PermitAnswer, PermitKeyAnswer } from '#server/permit/format/answers.ts';
import type { Manifest } from '#server/permit/format/manifest.ts';
import { sealInfo } from '#server/permit/format/words.ts';
import type { TerminalIdentity } from '../ils/central/access.ts';
import { loadPermit, manifestIn } from './open-permit.ts';
import type { PermitApi } from './permit-api.ts';
import { PermitFault } from './permit-fault.ts';
import { type PermitFolder, sha256Of, type StoredPermit, type Trust } from './permit-folder.ts';
import type { LoadedPermit } from './loaded-permit.ts';
import type { SealingKey } from './sealing-key.ts';

/** A permit in force, with what it was made of. */
export interface Taken extends StoredPermit {
  readonly manifest: Manifest;
  readonly permit: LoadedPermit;
}

export interface IntakeOptions {
  readonly identity: Pick<TerminalIdentity, 'terminalId'>;
  readonly folder: PermitFolder;
  readonly sealingKey: SealingKey;
}

export class Intake {
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** What lies on this disk. @throws PermitFault */
  async fromDisk(stored: StoredPermit, trust: Trust): Promise<Taken> {
    const manifest = acceptable(stored.offer, trust);
    const key = await this.#open(manifest, stored.sealed);
    return { ...stored, manifest, permit: await this.#load(manifest, key) };
  }

  /**
   * What the server has now. It lies whole on this disk when it returns, and is what the next start finds.
   * @param trust read once the server has answered: with the token for that it said who it is
   * @param before in force until then; its chunks stay while others are fetched
   * @throws PermitFault
   */
  async fromServer(
    api: PermitApi,
    trust: () => Promise<Trust>,
    before: Taken | undefined,
  ): Promise<Taken> {
    const offer = await api.offer();
    const { folder, sealingKey } = this.#options;
    const manifest = acceptable(offer, await trust());
    if (before?.offer.manifest === offer.manifest) return before;
    const sealed =
      before?.manifest.epoch === manifest.epoch && before.manifest.library === manifest.library
        ? before.sealed
        : await api.sealedKey(manifest.epoch, sealingKey.publicKeyText);
    const key = await this.#open(manifest, sealed);
    await this.#fetch(api, manifest, before);
    const permit = await this.#load(manifest, key);
    await folder.keepCurrent({ offer, sealed });
    return { offer, sealed, manifest, permit };
  }

  /** Goes on where the last attempt was cut: what is here, and whole, is not fetched again. */
  async #fetch(api: PermitApi, manifest: Manifest, before: Taken | undefined): Promise<void> {
    const { folder } = this.#options;
    await folder.keepOnly(chunksOf(manifest, before?.manifest));
    for (const { sha256 } of manifest.chunks) {
      if (await folder.chunk(sha256)) continue;
      const bytes = await api.chunk(sha256);
      if (sha256Of(bytes) !== sha256)
        throw new PermitFault('chunk', 'a chunk is not what the permit names');
      await folder.putChunk(sha256, bytes);
    }
  }

  #load = (manifest: Manifest, key: Buffer): Promise<LoadedPermit> =>
    loadPermit(manifest, key, (sha256) => this.#options.folder.chunk(sha256));

  #open({ epoch, library }: Manifest, sealed: PermitKeyAnswer): Promise<Buffer> {
    const { identity, sealingKey } = this.#options;
    const { terminalId } = identity;
    return sealingKey.open(sealed, sealInfo({ terminalId, libraryId: library, epoch }));
  }
}

/** @throws PermitFault `signature`, `format`, `library`, `older` */
function acceptable(offer: PermitAnswer, { highest, libraryId, permitKey }: Trust): Manifest {
  const manifest = manifestIn(offer, permitKey);
  if (manifest.library !== libraryId)
    throw new PermitFault('library', 'the permit is another library’s');
  if (manifest.version < (highest[libraryId] ?? 0))
    throw new PermitFault('older', 'a newer permit was taken before');
  return manifest;
}

/** The chunks of all of them. */
export const chunksOf = (...manifests: (Manifest | undefined)[]): ReadonlySet<string> =>
  new Set(manifests.flatMap((each) => each?.chunks ?? []).map(({ sha256 }) => sha256));
