/** What the bytes alone do not say, by name: the compaction, the sub-command that an answer belongs to… */
export type Context = Readonly<Record<string, string | undefined>>;

/**
 * The decoded fields in the words of the project's test vectors (tests/vectors): numbers as numbers, codes and raw bytes as
 * hexadecimal text in lower case. `error` says why there are no more of them.
 */
export type Words = Readonly<Record<string, unknown>>;

/** One kind of input: bytes and context in, words out. Never throws, whatever the bytes are. */
export type Decoder = (bytes: Uint8Array, context: Context) => Words;
