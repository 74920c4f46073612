import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure } from '../measure.ts';
import { peopleFigures } from './charts.ts';
import { type PeopleResult, peopleAgainstModels, peopleId } from './compute.ts';
import { peopleFinding, peopleTables } from './tables.ts';

export const peopleMeasure: Measure<PeopleResult> = {
  id: peopleId,
  title: 'Do people agree with the labels, and models with people?',
  needs: ['judgments', 'people'],
  compute({ judgments, people }) {
    if (judgments === null || people === null) return null;
    const result = peopleAgainstModels(judgments, people);
    return result.labels.length === 0 ? null : result;
  },
  json: (result) => ({
    peopleLabels: result?.labels ?? [],
    peoplePersons: result?.persons ?? [],
    peopleModels: result?.models ?? [],
    peopleSample: result?.sample ?? null,
  }),
  rows: ({ labels, persons, models }) => [
    ...flatRows('people_label', labels),
    ...flatRows('people_person', persons),
    ...flatRows('people_model', models),
  ],
  within({ labels, persons, models, sample }, { dataset, attack }) {
    const own = entriesWithin(labels, { dataset });
    const ofModels = entriesWithin(models, { dataset, attack });
    if (own === null || (ofModels === null && models.length > 0)) return null;
    return {
      labels: own,
      persons: entriesWithin(persons, { dataset }) ?? [],
      models: ofModels ?? [],
      sample,
    };
  },
  tables: [{ order: 66, make: peopleTables }],
  charts: [{ order: 66, make: peopleFigures }],
  findings: [{ order: 39, make: peopleFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 39,
      make: ({ models }) => {
        const used = new Set(models.map(({ corrected }) => corrected.method));
        return [
          'People judged scenarios blind to labels and verdicts; their majority is compared with the constructed labels, with Wilson intervals on the effective sample size over clusters.',
          ...(used.has('ppi')
            ? [
                'How often a model differs from most people over all scenarios is estimated by PPI++ (Angelopoulos, Duchi and Zrnic, arXiv 2311.01453) from a random sample that people judged, with a clustered variance.',
              ]
            : []),
          ...(used.has('calibration')
            ? [
                'How often a model differs from most people is corrected by Lee et al. (arXiv 2511.21140), what people judged being the calibration set.',
              ]
            : []),
        ];
      },
    },
  ],
};
