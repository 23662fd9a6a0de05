/** Sends a file as it is, telling how far it has come: `fetch` cannot. */
import { CentralFault } from '../../central.ts';

/**
 * @param path with its query
 * @param onPart told the part that has been sent, 0 to 1
 * @returns the answer's body
 * @throws CentralFault
 */
export function sendFile(path: string, file: File, onPart: (part: number) => void) {
  return new Promise<unknown>((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onPart(loaded / total));
    request.addEventListener('error', () => fail(new CentralFault(undefined, 'no-server')));
    request.addEventListener('load', () => {
      if (request.status < 300) return done(request.response);
      const { code = 'failed' } = (request.response ?? {}) as { code?: string };
      fail(new CentralFault(request.status, code));
    });
    request.send(file);
  });
}
