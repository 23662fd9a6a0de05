import { describeLoans } from './security-grid.ts';

describeLoans('one book');
