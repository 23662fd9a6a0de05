import { describeLoans } from './security-grid.ts';

describeLoans('a stack of ten');
