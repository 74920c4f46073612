import type { DatasetSource } from '../dataset-source.ts';

const fileName = 'sample.jsonl';

/** A small study that ships with the package, to try everything without a download. See docs/datasets/sample.md. */
export const sampleSource: DatasetSource = {
  id: 'sample',
  title: 'Sample',
  description: 'A small study in all four forms, written for this project; it ships with the package.',
  forms: ['answer', 'conversation', 'statement', 'emulated'],
  publication: {
    homepage: 'docs/datasets/sample.md',
    revision: '1',
    licence: 'MIT',
    citation: `@misc{hvsb-sample,
  title = {Scenarios of social bias: the sample of hvsb},
  author = {{The hvsb contributors}},
  year = {2026},
  note = {Written for the project, MIT licence},
}`,
    files: [
      {
        name: fileName,
        // Three folders up from src/datasets/sample and from dist/datasets/sample alike.
        url: new URL('../../../data/sample.jsonl', import.meta.url).href,
        sha256: null,
        bytes: null,
      },
    ],
  },
  recognises: (name) => name === fileName,
  async *read(path, { file }) {
    const options = file === undefined ? {} : { file };
    yield* (await import('../scenario-file/read-scenario-file.ts')).readScenarioFile(path, options);
  },
};
