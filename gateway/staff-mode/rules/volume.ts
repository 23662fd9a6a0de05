/** How loud the machine is: what was said last, here or from afar, holds. Percent; 0 is silent. */

export const USUAL_VOLUME = 60;

/** `over`: what held from afar when it was set here. */
export interface SetHere {
  readonly volume: number;
  readonly over?: number;
}

/** Staff in the hall know how loud it is; whoever changes it from afar afterwards means this machine too. */
export function volumeOf(here: SetHere | undefined, afar: number | undefined): number {
  return here && here.over === afar ? here.volume : (afar ?? USUAL_VOLUME);
}
