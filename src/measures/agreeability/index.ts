import { flatRows } from '../../tables/table.ts';
import type { Measure } from '../measure.ts';
import { agreeabilityFigures } from './charts.ts';
import { type Agreeability, type AgreementRate, agreeability, agreeabilityId } from './compute.ts';
import { explanationsFinding } from './finding.ts';
import { sideBySideTables } from './side-by-side-tables.ts';
import { agreeabilityTables, harshnessTables } from './tables.ts';

export const agreeabilityMeasure: Measure<Agreeability> = {
  id: agreeabilityId,
  title: 'Whose explanations do other models agree with, and which models are harsh?',
  needs: ['agreements'],
  compute({ agreements }) {
    if (agreements === null) return null;
    const { cells, explainers, raters, explainerPairs, raterPairs } = agreeability(agreements);
    if (cells.length === 0) return null;
    return {
      cells,
      explainers: explainers.filter(({ all }) => wasAsked(all)),
      raters: raters.filter(({ all }) => wasAsked(all)),
      explainerPairs: explainerPairs.filter(({ n }) => n > 0),
      raterPairs: raterPairs.filter(({ n }) => n > 0),
    };
  },
  json: (result) => ({
    agreeability: result?.cells ?? [],
    agreeabilityByExplainer: result?.explainers ?? [],
    harshness: result?.raters ?? [],
    agreeabilityPairs: result?.explainerPairs ?? [],
    harshnessPairs: result?.raterPairs ?? [],
  }),
  rows: ({ cells, explainers, raters, explainerPairs, raterPairs }) => [
    ...flatRows('agreeability', cells),
    ...flatRows('agreeability_by_explainer', explainers),
    ...flatRows('harshness', raters),
    ...flatRows('agreeability_pair', explainerPairs),
    ...flatRows('harshness_pair', raterPairs),
  ],
  // Over all explanations: they are of no one dataset here.
  within: (result) => result,
  tables: [
    { order: 110, make: sideBySideTables },
    { order: 120, make: agreeabilityTables },
    { order: 140, make: harshnessTables },
  ],
  charts: [{ order: 80, make: agreeabilityFigures }],
  findings: [{ order: 40, make: explanationsFinding }],
  methods: [
    {
      about: 'statistics',
      order: 50,
      make: () => [
        'Agreeability is the share of AGREE among AGREE and DISAGREE, its interval over clusters of scenarios. Explainers are compared over the scenarios and raters that they share, raters over the explanations that they share, by the sign-flip test over clusters, adjusted by Holm over all pairs of explainers or of raters.',
      ],
    },
  ],
};

function wasAsked({ outcomes }: AgreementRate): boolean {
  return Object.values(outcomes).some((count) => count > 0);
}
