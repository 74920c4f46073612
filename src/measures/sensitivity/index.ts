import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure } from '../measure.ts';
import { sensitivityFigures } from './charts.ts';
import { type SensitivityResult, sensitivity, sensitivityId } from './compute.ts';
import { sensitivityFinding } from './finding.ts';
import { sensitivityTables } from './tables.ts';

export const sensitivityMeasure: Measure<SensitivityResult> = {
  id: sensitivityId,
  title: 'Would another wording of the question give another answer?',
  needs: ['questions'],
  compute({ questions }, { seed }) {
    if (questions === null) return null;
    const result = sensitivity(questions, seed);
    return result.entries.length === 0 ? null : result;
  },
  json: (result) => ({
    sensitivity: result?.entries ?? [],
    sensitivityOfModels: result?.ofModels ?? [],
  }),
  rows: ({ entries, ofModels }) =>
    entries
      .flatMap(({ levels, changed, components, precision, ...entry }) => {
        const { dataset, model, attack } = entry;
        const named = <Part extends object>(parts: readonly Part[]) =>
          parts.map((part) => ({ dataset, model, attack, ...part }));
        return [
          ...flatRows('sensitivity', [entry]),
          ...flatRows('sensitivity_level', named(levels)),
          ...flatRows('sensitivity_changed', named(changed)),
          ...flatRows('sensitivity_component', named(components)),
          ...flatRows('sensitivity_precision', named(precision)),
        ];
      })
      .concat(
        ofModels.flatMap(({ dataset, attack, components }) =>
          flatRows(
            'sensitivity_model_component',
            components.map((component) => ({ dataset, attack, ...component })),
          ),
        ),
      ),
  within({ entries, ofModels }, scope) {
    const own = entriesWithin(entries, scope);
    return own === null ? null : { entries: own, ofModels: entriesWithin(ofModels, scope) ?? [] };
  },
  tables: [{ order: 46, make: sensitivityTables }],
  charts: [{ order: 45, make: sensitivityFigures }],
  findings: [{ order: 36, make: sensitivityFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 36,
      make: () => [
        'Sensitivity to the question is measured by a full crossing of wordings, label orders and label words; the variance of verdicts is split by analysis of variance of a balanced random model, with factors held against mean squares over clusters, and generalized 95% intervals.',
      ],
    },
  ],
};
