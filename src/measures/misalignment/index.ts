import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure } from '../measure.ts';
import { headlined } from '../wording.ts';
import { breakdownTables, unansweredTables } from './breakdown-tables.ts';
import { certaintyFinding, misalignmentCautions } from './certainty-finding.ts';
import { misalignmentFigures } from './charts.ts';
import { type MisalignmentResult, misalignment, misalignmentEntries, misalignmentId } from './compute.ts';
import { alignmentFinding } from './finding.ts';
import { alignment } from './headline.ts';
import { scenarioTypeFigures } from './kind-charts.ts';
import { scenarioTypesFinding } from './kind-finding.ts';
import { matchedCategoryFigures } from './matched-categories.ts';
import { overviewTables } from './overview-tables.ts';
import { misalignmentReportTables } from './report-tables.ts';
import { sizeFigures } from './size-charts.ts';
import { summaryTables } from './summary-table.ts';
import { misalignmentTables } from './tables.ts';

export const misalignmentMeasure: Measure<MisalignmentResult> = {
  id: misalignmentId,
  title: 'How often does a model miss what is labelled biased?',
  needs: ['judgments'],
  compute({ judgments }, { seed }) {
    if (judgments === null) return null;
    const result = misalignment(judgments, seed);
    return result.totals.length === 0 ? null : result;
  },
  json: (result) => ({
    misalignment: result === null ? [] : misalignmentEntries(result),
    kindTests: result?.kinds ?? [],
  }),
  rows: (result) => [
    ...flatRows('misalignment', misalignmentEntries(result)),
    ...flatRows('kind_test', result.kinds),
  ],
  within({ totals, breakdowns: { category, variant, categoryAndVariant }, kinds }, scope) {
    const own = entriesWithin(totals, scope);
    if (own === null) return null;
    return {
      totals: own,
      breakdowns: {
        category: entriesWithin(category, scope) ?? [],
        variant: entriesWithin(variant, scope) ?? [],
        categoryAndVariant: entriesWithin(categoryAndVariant, scope) ?? [],
      },
      kinds: entriesWithin(kinds, scope) ?? [],
    };
  },
  tables: [
    { order: 5, make: summaryTables, level: 'summary' },
    { order: 10, make: overviewTables },
    { order: 20, make: misalignmentTables, makeForReport: misalignmentReportTables },
    { order: 70, make: unansweredTables },
    { order: 90, make: (results) => breakdownTables(results, 'category') },
    { order: 100, make: (results) => breakdownTables(results, 'variant') },
  ],
  charts: [
    { order: 10, make: misalignmentFigures },
    { order: 40, make: scenarioTypeFigures },
    { order: 42, make: matchedCategoryFigures },
    { order: 60, make: sizeFigures },
  ],
  findings: [
    { order: 10, make: headlined(alignmentFinding, alignment), level: 'summary' },
    { order: 20, make: scenarioTypesFinding },
    { order: 50, make: certaintyFinding, level: 'summary' },
  ],
  cautions: misalignmentCautions,
  methods: [
    {
      about: 'statistics',
      order: 10,
      make: () => [
        'The misalignment rate is the share of the scenarios labelled biased that a model calls unbiased, among those with a verdict; the value of a scenario that was asked repeatedly is the mean of its repeats, and answers that were refused, filtered or unreadable enter no rate. Its intervals are Wilson’s 95% intervals on the effective sample size over clusters, the scenarios of one template, target, pair or prompt (Korn and Graubard 1998; Franco et al. 2019).',
        'Whether rates depend on the kind of scenario is tested by permuting clusters over kinds, or kinds inside clusters where they vary there, Holm-adjusted over the models of a dataset.',
      ],
    },
  ],
};
