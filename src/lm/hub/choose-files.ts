import { join } from 'node:path';
import { sizeOf } from '../../download/files.ts';
import { readManifest } from '../../download/manifest.ts';
import { filePin, type PublishedFile, pinHolds } from '../../download/verify.ts';
import { CheckpointError, UsageError } from '../../errors/errors.ts';
import { fileNames } from '../checkpoint/checkpoint-files.ts';
import { isFileOf, isLaterPart } from './models-folder.ts';

/** The files that a checkpoint's folder needs of a repository, in the order of fetching. */
interface ChosenFiles {
  readonly config: PublishedFile;
  /** Tokenizer and settings: small files. */
  readonly small: readonly PublishedFile[];
  /** The one file of weights, or the index and all shards. */
  readonly weights: readonly PublishedFile[];
}

const needed = [fileNames.config, fileNames.tokenizer] as const;
const optional = [
  fileNames.tokenizerConfig,
  fileNames.generation,
  fileNames.chatTemplate,
  'special_tokens_map.json',
] as const;
const shard = /^model-\d+-of-\d+\.safetensors$/;

/**
 * Chooses the files that a model needs to run; other formats, examples and pictures are left out.
 * @throws CheckpointError if a necessary file is missing.
 */
export function chooseFiles(files: readonly PublishedFile[], repository: string): ChosenFiles {
  const named = new Map(files.map((file) => [file.name, file]));
  const get = (name: string) => named.get(name) ?? missing(name, files, repository);
  const [config, tokenizer] = needed.map(get) as [PublishedFile, PublishedFile];
  const others = optional.flatMap((name) => named.get(name) ?? []);
  const single = named.get(fileNames.weights);
  const index = named.get(fileNames.weightsIndex);
  if (single === undefined && index === undefined) missing(fileNames.weights, files, repository);
  const shards = index === undefined ? [] : [index, ...files.filter(({ name }) => shard.test(name))];
  return { config, small: [tokenizer, ...others], weights: single === undefined ? shards : [single] };
}

/**
 * The GGUF file of a quantization, or all parts of it.
 * @throws CheckpointError where there is none, or several
 */
export function chooseGguf(
  files: readonly PublishedFile[],
  repository: string,
  quantization: string,
): readonly PublishedFile[] {
  const chosen = files.filter(({ name }) => isFileOf(name, quantization));
  if (chosen.filter(({ name }) => !isLaterPart(name)).length === 1) return chosen;
  const all = files.filter(({ name }) => name.endsWith('.gguf'));
  throw new CheckpointError(
    `The repository has ${chosen.length === 0 ? 'no' : 'more than one'} such GGUF file.`,
    {
      where: repository,
      expected: `one of the quantization ${quantization}`,
      found: (chosen.length === 0 ? all : chosen).map(({ name }) => name).join(', ') || 'no GGUF file',
      advice:
        chosen.length === 0
          ? 'Name a quantization that it has, or another repository; names often end in "GGUF".'
          : "Name more of the file's name, or fetch it by hand and run it as gguf:PATH.",
    },
  );
}

function missing(name: string, files: readonly PublishedFile[], repository: string): never {
  const names = files.map((file) => file.name);
  const pickled = names.some((each) => /\.(bin|pth|pt)$/.test(each));
  throw new CheckpointError(`The model's repository has no ${name}.`, {
    where: repository,
    expected: `${needed.join(', ')} and weights in safetensors`,
    found: names.slice(0, 12).join(', ') || 'no files',
    advice: pickled
      ? 'Its weights are in another format: choose one with safetensors, or convert it with transformers.'
      : 'Choose the repository of a whole model. Of GGUF files name the quantization, as in ORG/REPO:Q4_K_M.',
  });
}

/**
 * Refuses to overwrite files that were not downloaded from this repository, such as a model that was trained there.
 * Files with the right content are accepted, wherever they come from.
 * @throws UsageError
 */
export async function refuseForeignFiles(
  folder: string,
  files: readonly PublishedFile[],
  repository: string,
): Promise<void> {
  const manifest = await readManifest(folder);
  for (const file of files) {
    if (manifest.get(file.name)?.url.startsWith(repository)) continue;
    const path = join(folder, file.name);
    if ((await sizeOf(path)) === null) continue;
    const pin = filePin(file);
    if (pin !== null && (await pinHolds(pin, path))) continue;
    throw new UsageError('The folder contains another model.', {
      where: folder,
      expected: `an empty folder, or files of ${repository.slice(0, -1)}`,
      found: `another ${file.name}`,
      advice: 'Name another folder with --out.',
    });
  }
}
