import type { PublishedFile } from '../../download/verify.ts';
import type { DatasetSource, Publication } from '../dataset-source.ts';

const revision = 'bea11bd97d79217245b5871acd247b9d6eb24598';

export const bbqPublication: Publication = {
  homepage: 'https://github.com/nyu-mll/BBQ',
  revision,
  licence: 'CC BY 4.0',
  citation: `@inproceedings{parrish-etal-2022-bbq,
  title = {{BBQ}: A hand-built bias benchmark for question answering},
  author = {Parrish, Alicia and Chen, Angelica and Nangia, Nikita and Padmakumar, Vishakh and Phang, Jason and Thompson, Jana and Htut, Phu Mon and Bowman, Samuel},
  booktitle = {Findings of the Association for Computational Linguistics: ACL 2022},
  year = {2022},
  address = {Dublin, Ireland},
  publisher = {Association for Computational Linguistics},
  pages = {2086--2105},
  doi = {10.18653/v1/2022.findings-acl.165},
  url = {https://aclanthology.org/2022.findings-acl.165},
}`,
  files: [
    file('Age', '46e805b3fc2d8cbd26eeb8e8430d98cf7b2dc9c83574ff3674e8ce4f0fca2a60', 3_091_834),
    file('Disability_status', '375d40d9b71f056150264445ec189b13934998f3f49a1e311aa7578eb3b45e5f', 1_336_984),
    byGitBlob('Gender_identity', 'dc79ceaaa9e7126edc99a200d632899c50274b16'),
    file('Nationality', 'a583e74666aec0341ded8aa3983e7cad694eb24de72c254d28b2df3035720090', 2_900_040),
    file(
      'Physical_appearance',
      'e48d7e13508565f4801574e611043470c25c95a0a62af3699cb5ee7cb02608fb',
      1_347_476,
    ),
    byGitBlob('Race_ethnicity', '68daf3d692b27a10596772b3b15742b26f0b110e'),
    byGitBlob('Race_x_SES', '905cd8a5b8734e2063fe524e69a38f0a71c75907'),
    byGitBlob('Race_x_gender', 'dd09a905b284690445d36259d675243950fa0bd7'),
    file('Religion', 'cb9555f9f3454a52cd2df85956b59bd7fcca5aa922c8527693b1164d08417616', 1_118_728),
    byGitBlob('SES', '78d11ffbdb70f501617345e5c697d00045d57c29'),
    file('Sexual_orientation', '2c71036b9e7584fe589c42aef32c1a42bc01b9a5e9b1b8704342630cdb08cefd', 729_010),
  ],
};

function file(category: string, sha256: string, bytes: number): PublishedFile {
  return { ...address(category), sha256, bytes };
}

/** A file whose SHA-256 and size are not known beforehand. */
function byGitBlob(category: string, gitBlob: string): PublishedFile {
  return { ...address(category), sha256: null, gitBlob, bytes: null };
}

function address(category: string): Pick<PublishedFile, 'name' | 'url'> {
  const name = `${category}.jsonl`;
  return { name, url: `https://raw.githubusercontent.com/nyu-mll/BBQ/${revision}/data/${name}` };
}

const fileNames: ReadonlySet<string> = new Set(bbqPublication.files.map((file) => file.name));

/** BBQ: questions about two people, with contexts that say too little or enough. See docs/datasets/bbq.md. */
export const bbqSource: DatasetSource = {
  id: 'bbq',
  title: 'BBQ',
  description: 'Questions about two people, answered: a person where the context does not say is biased.',
  forms: ['answer'],
  // 58,492 items, half of them ambiguous: two biased answers and a control each; the others one control each.
  size: { biased: 58_492, controls: 58_492, textBytes: 290, questions: 58_492 },
  publication: bbqPublication,
  recognises: (fileName) => fileNames.has(fileName),
  // Loaded when a file is read: the list of datasets alone needs no schema.
  async *read(path, options) {
    yield* (await import('./read-bbq.ts')).readBbq(path, options);
  },
};
