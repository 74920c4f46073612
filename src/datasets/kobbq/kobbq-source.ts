import type { DatasetSource } from '../dataset-source.ts';

const revision = '0dd165aeaaacd1bd46c63513a9b2e9875eb6dce7';

function file(name: string, gitBlob: string, bytes: number) {
  const url = `https://raw.githubusercontent.com/naver-ai/KoBBQ/${revision}/data/${name}`;
  return { name, url, sha256: null, gitBlob, bytes };
}

/** KoBBQ: BBQ for Korea, in Korean, with a survey of its stereotypes. See docs/datasets/kobbq.md. */
export const kobbqSource: DatasetSource = {
  id: 'kobbq',
  title: 'KoBBQ',
  description: 'Questions about two people in Korean, with stereotypes of Korea that people confirmed.',
  forms: ['answer'],
  // The test samples: 1,140 ambiguous items, two biased answers and a control each, and 1,140 others.
  size: { biased: 2280, controls: 2280, textBytes: 300, questions: 2280 },
  publication: {
    homepage: 'https://github.com/naver-ai/KoBBQ',
    revision,
    licence: 'MIT',
    citation: `@article{jin-etal-2024-kobbq,
  title = {{KoBBQ}: Korean Bias Benchmark for Question Answering},
  author = {Jin, Jiho and Kim, Jiseon and Lee, Nayeon and Yoo, Haneul and Oh, Alice and Lee, Hwaran},
  journal = {Transactions of the Association for Computational Linguistics},
  volume = {12},
  pages = {507--524},
  year = {2024},
  doi = {10.1162/tacl_a_00661},
  url = {https://doi.org/10.1162/tacl_a_00661},
}`,
    files: [
      file('KoBBQ_test_samples.tsv', 'ea97feba3c586f727aaf385928a79ade83d8d84b', 1_067_881),
      file('KoBBQ_templates.tsv', '2ac22ab1e64a17a11c79a63009f82b1ccb095f25', 1_194_998),
    ],
  },
  companions: ['KoBBQ_templates.tsv'],
  recognises: (fileName) => fileName === 'KoBBQ_test_samples.tsv',
  async *read(path, options) {
    yield* (await import('./read-kobbq.ts')).readKobbq(path, options);
  },
};
