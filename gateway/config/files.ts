/** Files that the settings name, read with them, so that a wrong path is told with all other faults. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const Named = z.looseObject({
  ils: z
    .looseObject({
      passwordFile: z.string().optional(),
      tls: z.looseObject({ caFile: z.string().optional() }).optional(),
    })
    .optional(),
  desk: z.looseObject({ pinFile: z.string().optional() }).optional(),
});

export interface NamedFiles {
  readonly password?: string;
  readonly ca?: string;
  readonly pin?: string;
}

export interface FilesRead {
  readonly texts: NamedFiles;
  /** One sentence each. */
  readonly faults: readonly string[];
}

/** @param input the settings as they were found, right or wrong @param folder what paths are relative to */
export function readNamedFiles(input: unknown, folder: string): FilesRead {
  const { data } = Named.safeParse(input);
  const faults: string[] = [];
  const read = (where: string, path: string | undefined): string | undefined => {
    try {
      return path === undefined ? undefined : readFileSync(resolve(folder, path), 'utf8');
    } catch (error) {
      faults.push(`${where}: cannot be read: ${error instanceof Error ? error.message : ''}`);
      return undefined;
    }
  };
  const password = firstLine(read('ils.passwordFile', data?.ils?.passwordFile));
  const ca = read('ils.tls.caFile', data?.ils?.tls?.caFile);
  const pin = firstLine(read('desk.pinFile', data?.desk?.pinFile));
  const texts = {
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
    ...(pin !== undefined && { pin }),
  };
  return { texts, faults };
}

const firstLine = (text: string | undefined): string | undefined => text?.split(/\r?\n/, 1)[0];
