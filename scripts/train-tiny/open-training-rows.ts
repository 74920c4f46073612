import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../src/errors/errors.ts';
import { loadPromptPack } from '../../src/prompts/prompt-pack.ts';
import { readAliAgentExamples } from './real/ali-agent-examples.ts';
import { readBbqExamples } from './real/bbq-examples.ts';
import { TrainingRows } from './training-rows.ts';

export interface TrainingRowsRequest {
  /** Folder with `bbq/` and `ali-agent/` as published. */
  readonly dataFolder: string;
  /** A whole number; each gives rows of its own. */
  readonly seed: number;
}

/**
 * Reads the published data once and gives rows from then on.
 * @throws UsageError where the folder is not there, DataError where a file in it is missing or damaged
 */
export async function openTrainingRows({ dataFolder, seed }: TrainingRowsRequest): Promise<TrainingRows> {
  await checkFolder(dataFolder);
  const [pack, bbq, aliAgent] = await Promise.all([
    loadPromptPack(),
    readBbqExamples(join(dataFolder, 'bbq')),
    readAliAgentExamples(join(dataFolder, 'ali-agent')),
  ]);
  const sources = {
    training: { bbq: bbq.training, aliAgent: aliAgent.training },
    validation: { bbq: bbq.validation, aliAgent: aliAgent.validation },
  };
  return new TrainingRows(pack, sources, seed);
}

async function checkFolder(dataFolder: string): Promise<void> {
  const found = await stat(dataFolder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new UsageError('the folder with the published training data is not there', {
    where: dataFolder,
    expected:
      'a folder with bbq/ (the files of nyu-mll/BBQ) and ali-agent/ (those of SophieZheng998/ALI-Agent)',
    advice: 'Download both, and name the folder with --data FOLDER.',
  });
}
