import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { contaminationFigures } from './charts.ts';
import { contaminationId, type TextSeparation, textSeparation } from './compute.ts';
import { contaminationFinding, contaminationTables } from './tables.ts';

export const contaminationMeasure: Measure<readonly TextSeparation[]> = {
  id: contaminationId,
  title: 'Are published texts likelier to a model than the same with names swapped?',
  needs: ['textScores'],
  compute({ textScores }) {
    return textScores === null ? null : someOf(textSeparation(textScores));
  },
  json: (result) => ({ contamination: result ?? [] }),
  rows: (result) => flatRows('contamination', result),
  within: entriesWithin,
  tables: [{ order: 68, make: contaminationTables }],
  charts: [{ order: 68, make: contaminationFigures }],
  findings: [{ order: 40, make: contaminationFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 40,
      make: () => [
        'Whether published texts are likelier to a model than the same with names swapped is the area under the curve of Min-K % (Shi et al., arXiv 2310.16789) and Min-K %++ (Zhang et al., arXiv 2404.02936), with intervals over clusters.',
      ],
    },
  ],
};
