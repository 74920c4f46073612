import type { PublishedFile } from '../../download/verify.ts';
import type { DatasetSource } from '../dataset-source.ts';

const revision = 'ee2e0f6123f718b735fc445d368d92acd2c223be';

/** Git blob ids of each category's file, in Spanish and in Catalan. */
const files: Readonly<Record<string, { readonly es: string; readonly ca: string }>> = {
  Age: { es: 'e192a96cb47c116e359dbdf3b76e999dc77a886c', ca: '5c158c77bb51ad3bede77d04041f3044f32bd596' },
  DisabilityStatus: {
    es: 'ceda8c9b65a3674f02f38fa7a6f3182c223d29a8',
    ca: 'f0cbf0d9edc42ace8c4c062819418647018713df',
  },
  Gender: { es: '9abef4d21e90e4798e73181ad6dbf568686f7b87', ca: 'f639c433859d919dfb65528bf478fda4283a65f7' },
  LGBTQIA: { es: '045849b068ae8b87170bc1e2d85518c888bcae9b', ca: '64324c7ce7b6b839bbe09d40662111b5843bfd61' },
  Nationality: {
    es: 'd6ce0238df1cb05d568354a8e879608bc64579f4',
    ca: '616f88c214bde9947e339a834669355f46f76f28',
  },
  PhysicalAppearance: {
    es: '43cd19d3226ad3e29ad127b257581c44e2545813',
    ca: '3d2a3380e41c0084e27472a55993622262757802',
  },
  RaceEthnicity: {
    es: '029ec955e3e83b259a5d746942301ae7186d853b',
    ca: '807d70502a92eb4b394b73bc916768b70bab8e0c',
  },
  Religion: {
    es: '02dca0fdc0ca2ec043a749ba4eb2464f5e3c834c',
    ca: '1f8d5a424c20382455f5e9b73523ee6235f45a7f',
  },
  SES: { es: 'd6f88dcfe1171d90e6b0d5355cd513ed9f7ef04f', ca: 'ea6897ffa2ee65e759b6acc9639bdc409916e42a' },
  SpanishRegion: {
    es: '423265f2faffabc73b15c25b9c13508e32e23dea',
    ca: '726210cc29e9b2508b62828f743f0769f465f0e0',
  },
};

const citation = `@misc{ruiz-fernandez-etal-2025-esbbq,
  title = {{EsBBQ} and {CaBBQ}: The Spanish and Catalan Bias Benchmarks for Question Answering},
  author = {Ruiz-Fern{\\'a}ndez, Valle and Mina, Mario and Falc{\\~a}o, J{\\'u}lia and Vasquez-Reina, Luis and Sall{\\'e}s, Anna and Gonzalez-Agirre, Aitor and Perez-de-Vi{\\~n}aspre, Olatz},
  year = {2025},
  eprint = {2507.11216},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/2507.11216},
}`;

function source(language: 'es' | 'ca', title: string, description: string): DatasetSource {
  const id = language === 'es' ? 'esbbq' : 'cabbq';
  const published = Object.entries(files).map(([category, blobs]): PublishedFile => {
    const name = `${category}.full.jsonl`;
    const url = `https://raw.githubusercontent.com/langtech-bsc/EsBBQ-CaBBQ/${revision}/data_${language}/${name}`;
    return { name, url, sha256: null, gitBlob: blobs[language], bytes: null };
  });
  return {
    id,
    title,
    description,
    forms: ['answer'],
    publication: {
      homepage: 'https://github.com/langtech-bsc/EsBBQ-CaBBQ',
      revision,
      licence: 'Apache-2.0',
      citation,
      files: published,
    },
    recognises: (fileName) => /^[A-Za-z]+\.full\.jsonl$/.test(fileName),
    async *read(path, options) {
      yield* (await import('./read-esbbq.ts')).readEsbbq(path, { dataset: id, language }, options);
    },
  };
}

/** EsBBQ: BBQ for Spain, in Spanish. See docs/datasets/esbbq.md. */
export const esbbqSource = source(
  'es',
  'EsBBQ',
  'Questions about two people in Spanish, with stereotypes of Spain.',
);

/** CaBBQ: the same in Catalan. See docs/datasets/esbbq.md. */
export const cabbqSource = source(
  'ca',
  'CaBBQ',
  'Questions about two people in Catalan, with stereotypes of Spain.',
);
