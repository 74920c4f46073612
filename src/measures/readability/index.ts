import { flatRows } from '../../tables/table.ts';
import { type Measure, someOf } from '../measure.ts';
import { readabilityFigures } from './charts.ts';
import { type ModelReadability, readability, readabilityId } from './compute.ts';
import { readabilityDetailTables, readabilitySummary, readabilityTables } from './tables.ts';

export const readabilityMeasure: Measure<readonly ModelReadability[]> = {
  id: readabilityId,
  title: 'How easy are a model’s explanations to read?',
  needs: ['explanations'],
  compute({ explanations }, options) {
    return explanations === null ? null : someOf(readability(explanations, options));
  },
  json: (result) => ({ readability: result ?? [] }),
  rows: (result) => flatRows('readability', result),
  // Over all explanations: they are of no one dataset here.
  within: (result) => result,
  tables: [
    { order: 160, make: readabilityTables },
    { order: 210, make: readabilityDetailTables },
  ],
  charts: [{ order: 90, make: readabilityFigures }],
  summary: readabilitySummary,
  methods: [
    {
      about: 'statistics',
      order: 60,
      make: () => [
        'Readability is of all explanations of a model as one text, its interval a bootstrap over explanations.',
      ],
    },
  ],
};
