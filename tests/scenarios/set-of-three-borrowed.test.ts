import { describeLoans } from './security-grid.ts';

describeLoans('a set of three');
