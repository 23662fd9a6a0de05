import { describeSecurityGrid } from './security-grid.ts';

describeSecurityGrid('one book');
