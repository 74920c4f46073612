import type { DatasetSource } from '../dataset-source.ts';

const revision = '8aaac11c485473159ec9328a65253a5be9a479dc';

/** CrowS-Pairs: pairs of sentences that differ in the group. See docs/datasets/crows-pairs.md. */
export const crowsPairsSource: DatasetSource = {
  id: 'crows-pairs',
  title: 'CrowS-Pairs',
  description: 'Pairs of sentences that differ in the group: one stereotypes more, the other less.',
  forms: ['statement'],
  size: {
    biased: 3016,
    controls: 0,
    textBytes: 71,
    statementsByCategory: [516, 262, 172, 159, 105, 87, 84, 63, 60],
  },
  publication: {
    homepage: 'https://github.com/nyu-mll/crows-pairs',
    revision,
    licence: 'CC BY-SA 4.0',
    citation: `@inproceedings{nangia-etal-2020-crows,
  title = {{CrowS-Pairs}: A Challenge Dataset for Measuring Social Biases in Masked Language Models},
  author = {Nangia, Nikita and Vania, Clara and Bhalerao, Rasika and Bowman, Samuel R.},
  booktitle = {Proceedings of the 2020 Conference on Empirical Methods in Natural Language Processing (EMNLP)},
  year = {2020},
  address = {Online},
  publisher = {Association for Computational Linguistics},
  pages = {1953--1967},
  doi = {10.18653/v1/2020.emnlp-main.154},
  url = {https://aclanthology.org/2020.emnlp-main.154},
}`,
    files: [
      {
        name: 'crows_pairs_anonymized.csv',
        url: `https://raw.githubusercontent.com/nyu-mll/crows-pairs/${revision}/data/crows_pairs_anonymized.csv`,
        sha256: 'dfb36986ce0502abbaf7055b9176da3d08d48e07df1251991b5dfbcbceab9d0c',
        bytes: 437_764,
      },
    ],
  },
  recognises: (fileName) => /^crows[_-]pairs.*\.csv$/i.test(fileName),
  settings: [
    {
      name: 'minAnnotatorAgreement',
      description: "least number of annotators who chose the pair's own bias type",
      least: 0,
      most: 5,
    },
  ],
  async *read(path, options) {
    yield* (await import('./read-crows-pairs.ts')).readCrowsPairs(path, options);
  },
};
