import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import { downloadCheckpoint } from '../../lm/hub/download-checkpoint.ts';
import { hubFrom } from '../../lm/hub/hub.ts';
import type { CommandContext } from '../command-context.ts';
import { downloadWithDisplay } from '../displays.ts';

interface DownloadModelOptions {
  readonly revision: string;
  readonly out?: string;
}

export function modelCommand(context: CommandContext): Command {
  const model = new Command('model').description('fetch language models that run in this program');
  model
    .command('download <model>')
    .description(
      'fetch a Llama- or Qwen2-type checkpoint, ORGANISATION/NAME, from the Hugging Face hub: checked by hash, an interrupted download is resumed (HF_TOKEN, HF_ENDPOINT)',
    )
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .option('--out <folder>', 'folder for the checkpoint (default: NAME in this folder)')
    .action((name: string, options: DownloadModelOptions) => download(context, name, options));
  return model;
}

async function download(
  context: CommandContext,
  name: string,
  { revision, out }: DownloadModelOptions,
): Promise<void> {
  const model = checkName(name);
  const folder = out ?? model.slice(model.indexOf('/') + 1);
  const hub = hubFrom(context.environment);
  await downloadWithDisplay(context, async (options) => {
    const { commit, bytes } = await downloadCheckpoint(
      hub,
      { model, revision, folder: resolve(folder) },
      options,
    );
    context.stdout.write(
      `${model} (commit ${commit.slice(0, 12)}, ${(bytes / 1e6).toFixed(1)} MB) is in ${folder}\n`,
    );
  });
}

/** The hub's rule for names. They become part of addresses and of a path. */
function checkName(name: string): string {
  const part = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
  const parts = name.split('/');
  if (parts.length === 2 && parts.every((each) => part.test(each))) return name;
  throw new UsageError('Not a Hugging Face model id.', {
    where: `model download ${name}`,
    expected: 'ORGANISATION/NAME, such as HuggingFaceTB/SmolLM2-135M-Instruct',
    advice: 'Copy the id from the page of the model on the hub.',
  });
}
