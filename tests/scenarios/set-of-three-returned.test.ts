import { describeReturns } from './security-grid.ts';

describeReturns('a set of three');
