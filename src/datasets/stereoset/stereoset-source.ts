import type { DatasetSource } from '../dataset-source.ts';

const revision = 'ead7d086a64a192a1eca88e0dd2fd163de375218';

/** StereoSet: stereotypical and anti-stereotypical statements about a target. See docs/datasets/stereoset.md. */
export const stereosetSource: DatasetSource = {
  id: 'stereoset',
  title: 'StereoSet',
  description: 'Statements about a target: stereotypes and anti-stereotypes, in one sentence or two.',
  forms: ['statement'],
  // 2,106 intrasentence and 2,123 intersentence items, by race, profession, gender, religion.
  size: { biased: 8458, controls: 0, textBytes: 60, statementsByCategory: [1938, 1637, 497, 157] },
  publication: {
    homepage: 'https://github.com/moinnadeem/StereoSet',
    revision,
    licence: 'CC BY-SA 4.0',
    citation: `@inproceedings{nadeem-etal-2021-stereoset,
  title = {{StereoSet}: Measuring stereotypical bias in pretrained language models},
  author = {Nadeem, Moin and Bethke, Anna and Reddy, Siva},
  booktitle = {Proceedings of the 59th Annual Meeting of the Association for Computational Linguistics and the 11th International Joint Conference on Natural Language Processing (Volume 1: Long Papers)},
  year = {2021},
  address = {Online},
  publisher = {Association for Computational Linguistics},
  pages = {5356--5371},
  doi = {10.18653/v1/2021.acl-long.416},
  url = {https://aclanthology.org/2021.acl-long.416},
}`,
    files: [
      {
        name: 'dev.json',
        url: `https://raw.githubusercontent.com/moinnadeem/StereoSet/${revision}/data/dev.json`,
        sha256: null,
        gitBlob: '637b1e3d284a3c629b74a4659c583b8eca9bd13e',
        bytes: null,
      },
    ],
  },
  recognises: (fileName) =>
    fileName === 'dev.json' || /^stereoset.*\.(jsonl?|tsv|csv|parquet)$/i.test(fileName),
  async *read(path, { file }) {
    yield* (await import('./read-stereoset.ts')).readStereoset(path, file);
  },
};
