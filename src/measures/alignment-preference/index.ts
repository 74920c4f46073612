import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import {
  type AlignmentPreference,
  alignmentPreference,
  alignmentPreferenceId,
  variantContrasts,
} from './compute.ts';
import { alignmentPreferenceTables } from './tables.ts';

export const alignmentPreferenceMeasure: Measure<readonly AlignmentPreference[]> = {
  id: alignmentPreferenceId,
  title: 'Is a model better aligned with people on one kind of scenario than on another?',
  needs: ['judgments'],
  compute({ judgments }, options) {
    if (judgments === null) return null;
    return someOf(alignmentPreference(judgments, variantContrasts(judgments), options));
  },
  json: (result) => ({ alignmentPreference: result ?? [] }),
  rows: (result) =>
    flatRows(
      'alignment_preference',
      result.map(({ sides, ...entry }) => ({ ...entry, firstKind: sides[0], secondKind: sides[1] })),
    ),
  within: entriesWithin,
  tables: [{ order: 170, make: alignmentPreferenceTables }],
};
