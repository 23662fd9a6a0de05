/** Sends a file as it is, telling how far it has come: `fetch` cannot. */
import { CentralFault } from '../../central.ts';

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
  return new Promise<void>((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/staff/imports?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onPart(loaded / total));
    request.addEventListener('error', () => fail(new CentralFault(undefined, 'no-server')));
    request.addEventListener('load', () => {
      if (request.status < 300) return done();
      const { code = 'failed' } = (request.response ?? {}) as { code?: string };
      fail(new CentralFault(request.status, code));
    });
    request.send(file);
  });
}
