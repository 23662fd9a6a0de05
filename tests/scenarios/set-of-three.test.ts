import { describeSecurityGrid } from './security-grid.ts';

describeSecurityGrid('a set of three');
