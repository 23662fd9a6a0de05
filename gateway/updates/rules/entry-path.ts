/** Which names an archive may have: those that lie within where it is unpacked, on any file system. */
const LONGEST = 400;
/** No empty part, no `.`, no `..`, nothing that a shell or another system reads as something else. */
const PART = /^(?!\.{1,2}$)[^\\/:*?"<>|\p{Cc}]+$/u;

/** @param path of an entry; a folder's may end with `/` */
export const isTame = (path: string): boolean =>
  path.length <= LONGEST &&
  path
    .replace(/\/$/, '')
    .split('/')
    .every((part) => PART.test(part));
