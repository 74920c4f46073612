import type { DatasetSource } from '../dataset-source.ts';

const revision = '3e89153b3c083911e3578c64d6d77264c08ae303';

/** BiasDPO: prompts with a biased and an unbiased completion. See docs/datasets/biasdpo.md. */
export const biasdpoSource: DatasetSource = {
  id: 'biasdpo',
  title: 'BiasDPO',
  description: 'Prompts, each with a rejected (biased) and a chosen (unbiased) completion.',
  forms: ['conversation'],
  size: { biased: 1145, controls: 1145, textBytes: 300 },
  publication: {
    homepage: 'https://huggingface.co/datasets/ahmedallam/BiasDPO',
    revision,
    licence: 'Apache-2.0',
    citation: `@inproceedings{allam-2024-biasdpo,
  title = {{BiasDPO}: Mitigating Bias in Language Models through Direct Preference Optimization},
  author = {Allam, Ahmed},
  booktitle = {Proceedings of the 62nd Annual Meeting of the Association for Computational Linguistics (Volume 4: Student Research Workshop)},
  year = {2024},
  address = {Bangkok, Thailand},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2024.acl-srw.7},
  url = {https://aclanthology.org/2024.acl-srw.7},
}`,
    files: [
      {
        name: 'dataset.jsonl',
        url: `https://huggingface.co/datasets/ahmedallam/BiasDPO/resolve/${revision}/dataset.jsonl`,
        sha256: null,
        bytes: null,
      },
    ],
  },
  recognises: (fileName) =>
    fileName === 'dataset.jsonl' || /^biasdpo.*\.(jsonl?|csv|parquet)$/i.test(fileName),
  async *read(path, options) {
    yield* (await import('./read-biasdpo.ts')).readBiasdpo(path, options);
  },
};
