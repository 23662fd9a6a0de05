import { describeSecurityGrid } from './security-grid.ts';

describeSecurityGrid('a stack of ten');
