/** Four short sounds, made by the page itself. None is ever the only sign of anything. */

export type Sound = 'accepted' | 'refused' | 'attention' | 'help';

/** Each note: hertz and seconds. Rising is good, falling is not, twice the same calls. */
const NOTES: Readonly<Record<Sound, readonly (readonly [number, number])[]>> = {
  accepted: [
    [660, 0.09],
    [880, 0.14],
  ],
  refused: [
    [330, 0.16],
    [247, 0.22],
  ],
  attention: [
    [740, 0.12],
    [0, 0.08],
    [740, 0.12],
  ],
  help: [
    [523, 0.12],
    [659, 0.12],
    [784, 0.18],
  ],
};

/** Loud enough at 100 for a hall, without hurting who stands there. */
const LOUDEST = 0.4;
/** A note that begins or ends at once clicks. Seconds. */
const EDGE = 0.012;

let context: AudioContext | undefined;

/**
 * Nothing is heard before the page was touched once, unless the browser was started with
 * `--autoplay-policy=no-user-gesture-required`.
 * @param volume percent
 */
export function play(sound: Sound, volume: number): void {
  if (volume <= 0) return;
  context ??= new AudioContext();
  void context.resume();
  const loudness = LOUDEST * (volume / 100) ** 2;
  let at = context.currentTime + EDGE;
  for (const [hertz, seconds] of NOTES[sound]) {
    if (hertz > 0) ring(context, { hertz, at, seconds, loudness });
    at += seconds;
  }
}

interface Note {
  readonly hertz: number;
  readonly at: number;
  readonly seconds: number;
  readonly loudness: number;
}

function ring(audio: AudioContext, { at, hertz, loudness, seconds }: Note): void {
  const tone = new OscillatorNode(audio, { type: 'triangle', frequency: hertz });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + EDGE);
  gain.gain.setValueAtTime(loudness, at + seconds - EDGE);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
