import { describeReturns } from './security-grid.ts';

describeReturns('one book');
