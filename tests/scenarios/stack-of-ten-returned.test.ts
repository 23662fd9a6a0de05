import { describeReturns } from './security-grid.ts';

describeReturns('a stack of ten');
