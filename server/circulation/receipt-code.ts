/** For whoever sends no code of their own (O30): a short one that a person can read out. Two alike are rare; whoever looks one up sees both. */
export { plainCode as receiptCode } from '../text/plain-letters.ts';
