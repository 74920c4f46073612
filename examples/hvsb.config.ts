// Adds a dataset, a provider and a measure: put it beside your study, or name it with --config.
import { type DatasetSource, defineConfig, defineDataset, defineMeasure, defineModel, defineProvider } from 'hvsb';
import { readScenarioFile } from 'hvsb/datasets';

const parables: DatasetSource = defineDataset({
  id: 'parables',
  title: 'Parables',
  description: 'Short tales that judge a person by a group, or do not.',
  forms: ['emulated'],
  publication: {
    homepage: 'https://example.org/parables',
    revision: '1',
    licence: 'CC BY 4.0',
    citation: '@misc{parables,\n  title = {Parables},\n  year = {2026},\n}',
    files: [],
  },
  recognises: (fileName) => fileName === 'parables.csv',
  read: (path) => readScenarioFile(path, { dataset: 'parables' }),
});

const rule = defineProvider({
  kind: 'offline',
  id: 'rule',
  title: 'Rule',
  example: 'strict',
  endpoint: () => 'rule',
  open: async ({ id, model }) =>
    defineModel({ name: id, complete: () => `Judgment: ${model === 'strict' ? 'BIASED' : 'UNBIASED'}` }),
});

const judgmentsPerModel = defineMeasure({
  id: 'judgments-per-model',
  title: 'How many judgments does each model have?',
  rows: ({ series }) =>
    series.map(({ model, attack, outcomes }) => ({ model, attack, n: outcomes.filter((code) => code !== 0).length })),
});

export default defineConfig({ datasets: [parables], providers: [rule], measures: [judgmentsPerModel] });
