import { say } from './sentence.ts';
import type { ParamsOf, Sentence, TagCode } from './sentence.ts';

type CannotCode = Extract<TagCode, `tag.cannot-${string}`>;

/** A content that a format or a chip cannot hold, with the sentence that says so to staff. */
export class CannotWrite extends RangeError {
  readonly sentence: Sentence;

  constructor(sentence: Sentence) {
    super(sentence.code);
    this.name = 'CannotWrite';
    this.sentence = sentence;
  }
}

export const cannot = <Code extends CannotCode>(
  code: Code,
  params: ParamsOf<Code> & Sentence['params'],
): CannotWrite => new CannotWrite(say(code, params));
