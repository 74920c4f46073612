import fc from 'fast-check';
import { propertyRuns } from './thorough.ts';

// Of properties that name no number themselves.
fc.configureGlobal({ numRuns: propertyRuns(200) });
