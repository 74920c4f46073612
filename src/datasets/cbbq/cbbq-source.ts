import type { PublishedFile } from '../../download/verify.ts';
import type { DatasetSource } from '../dataset-source.ts';

const revision = '95eaf2eeaa0b936f3e97e3424f134e9d7655da98';

/** Git blob ids of each category's file with ambiguous contexts, and of that with disambiguated ones. */
const blobs: Readonly<Record<string, readonly [ambiguous: string, disambiguous: string]>> = {
  SES: ['ccdf1b2dfa114b0bc914b551f1a82f7873bc2003', 'a4c6234fe091cb703c03e289976b7c8dd5fa80ee'],
  age: ['4bb1e140c4b54c57ef4f192f7d4f4ca4fc7d6cd2', '614d5e34074b6da6cb552c5dc5ac81e5040c2ac6'],
  disability: ['a320ff048e63f8c77c3baf16eca93af72edf43bf', 'a1f3bde7369fe6fae429ee7662c055b1e0657a56'],
  disease: ['76011280c7ea9196aeaa8dc2f549e3aa3942a2cd', '557f456c190e68efbb4246153cc382db7a8616bb'],
  educational_qualification: [
    'f1062704d93cc78bd5bacdb4fd9b31968e7737ea',
    'c84a2c7fbca4f5c82f789395ef51defd5d70046a',
  ],
  ethnicity: ['0cf6083770a573d3e722674a6a8827413624ae35', 'd2d01ac0065b6808cec719af11f02cea87695294'],
  gender: ['09eab431d0be969bc022788146167f2e70d0954b', '91669ac7e76c843d08c8b0194e4adc3e835b8eea'],
  household_registration: [
    '1f52837b9b71eacea0c6ddb5d10acd10b4b45a6e',
    'db7028bd2a7d5487ef0d3d80885f16a558b85884',
  ],
  nationality: ['234ea0342e36af5fec2565fc38f2257b70babdef', '2b1dc08ff984e1b946ed86a16ade00baa6617358'],
  physical_appearance: [
    'b67e3d786ca0fe7ade94d1899e243a2fce781c97',
    '915515cc16ce51b973d3e333cb915827cea170f4',
  ],
  race: ['fb7d3b503c6b93897cfc6d8364893b686473270f', 'c7a595fa9f4cf8f189fb180343cd728723818ae1'],
  region: ['6608cf6a617516726859c4db94f6334d188cf895', '4170e6ca8a1bab0cfcc129aeb8871d82df6c1b3a'],
  religion: ['641a05a3fcffcb4f54b5905c327bc576957df049', '4e711c210c6115bb8c3a0aedf6e598cee8c7bbd7'],
  sexual_orientation: [
    '5499601662e960a3fd2f8b80c9e5c15d4b4e6414',
    'df484a73dc540eaf49d565e0d352b1a06284a9e7',
  ],
};

// Every folder has a file of the same name, so a downloaded one is called after its folder.
const files = Object.entries(blobs).flatMap(([category, ids]) =>
  (['ambiguous', 'disambiguous'] as const).map((condition, index): PublishedFile => {
    const url = `https://raw.githubusercontent.com/YFHuangxxxx/CBBQ/${revision}/data/${category}/${condition}/${condition}.json`;
    return {
      name: `${category}-${condition}.json`,
      url,
      sha256: null,
      gitBlob: ids[index] ?? null,
      bytes: null,
    };
  }),
);
const names = new Set(files.map(({ name }) => name));

/** CBBQ: BBQ for China, in Chinese. See docs/datasets/cbbq.md. */
export const cbbqSource: DatasetSource = {
  id: 'cbbq',
  title: 'CBBQ',
  description: 'Questions about two people in Chinese, with stereotypes of China.',
  forms: ['answer'],
  publication: {
    homepage: 'https://github.com/YFHuangxxxx/CBBQ',
    revision,
    licence: 'CC BY-SA 4.0',
    citation: `@misc{huang-xiong-2023-cbbq,
  title = {{CBBQ}: A {Chinese} Bias Benchmark Dataset Curated with Human-{AI} Collaboration for Large Language Models},
  author = {Huang, Yufei and Xiong, Deyi},
  year = {2023},
  eprint = {2306.16244},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/2306.16244},
}`,
    files,
  },
  recognises: (fileName) => names.has(fileName) || /^(?:dis)?ambiguous\.json$/.test(fileName),
  async *read(path, options) {
    yield* (await import('./read-cbbq.ts')).readCbbq(path, options);
  },
};
