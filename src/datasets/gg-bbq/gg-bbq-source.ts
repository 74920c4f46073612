import type { DatasetSource } from '../dataset-source.ts';

const revision = '24e5b326fa6c7dc3e9776a5b7bb1883a3951c47d';

function file(path: string, gitBlob: string, bytes: number) {
  const url = `https://raw.githubusercontent.com/shalakasatheesh/GG-BBQ/${revision}/data/${path}`;
  return { name: path.slice(path.indexOf('/') + 1), url, sha256: null, gitBlob, bytes };
}

/** GG-BBQ: the gender part of BBQ in German. See docs/datasets/gg-bbq.md. */
export const ggBbqSource: DatasetSource = {
  id: 'gg-bbq',
  title: 'GG-BBQ',
  description: 'Questions about two people in German, about gender: with group terms and with first names.',
  forms: ['answer'],
  publication: {
    homepage: 'https://github.com/shalakasatheesh/GG-BBQ',
    revision,
    licence: 'CC BY 4.0',
    citation: `@inproceedings{satheesh-etal-2025-gg,
  title = {{GG-BBQ}: {German} Gender Bias Benchmark for Question Answering},
  author = {Satheesh, Shalaka and Klug, Katrin and Beckh, Katharina and Allende-Cid, H{\\'e}ctor and Houben, Sebastian and Hassan, Teena},
  booktitle = {Proceedings of the 6th Workshop on Gender Bias in Natural Language Processing (GeBNLP)},
  year = {2025},
  address = {Vienna, Austria},
  publisher = {Association for Computational Linguistics},
  pages = {137--148},
  url = {https://aclanthology.org/2025.gebnlp-1.14/},
}`,
    files: [
      file('subset-1/bbq_de_amb_test.jsonl', '84b5c9c6b3fb10bfdb56b3ed6d1b3bf33183497f', 280_684),
      file('subset-1/bbq_de_disamb_test.jsonl', '075c473e9925dffb7732496992f51d04107d5585', 382_690),
      file(
        'subset-2/bbq_de_proper_names_amb_test.jsonl',
        '863a35684c86df1e6322d0f68aa811660443c006',
        2_869_865,
      ),
      file(
        'subset-2/bbq_de_proper_names_disamb_test.jsonl',
        'fc6ddd5c3a75c00b88d34b5508703bdd4124c7d9',
        3_992_415,
      ),
    ],
  },
  recognises: (fileName) => /^bbq_de(?:_proper_names)?_(?:dis)?amb_test\.jsonl$/.test(fileName),
  async *read(path, options) {
    yield* (await import('./read-gg-bbq.ts')).readGgBbq(path, options);
  },
};
