/** What an import is, besides its file. */
import { sendFile } from '../parts/send-file.ts';

export interface Upload {
  readonly file: File;
  readonly library: string | undefined;
  readonly section: string | undefined;
}

/**
 * @param onPart told the part that has been sent, 0 to 1
 * @throws CentralFault
 */
export function upload({ file, library, section }: Upload, onPart: (part: number) => void) {
  const query = new URLSearchParams({
    name: file.name.normalize('NFC'),
    ...(library !== undefined && { library }),
    ...(section !== undefined && { section }),
  });
  return sendFile(`/api/staff/imports?${query}`, file, onPart);
}
