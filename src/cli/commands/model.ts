import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import { exportGguf } from '../../lm/gguf/export-gguf.ts';
import { type TensorType, tensorFormats } from '../../lm/gguf/tensor-types.ts';
import { downloadCheckpoint } from '../../lm/hub/download-checkpoint.ts';
import { hubFrom } from '../../lm/hub/hub.ts';
import { modelsFolder } from '../../lm/hub/models-folder.ts';
import { type CommandContext, shellWord } from '../command-context.ts';
import { downloadWithDisplay } from '../displays.ts';

interface DownloadModelOptions {
  readonly revision: string;
  readonly out?: string;
}

interface ExportModelOptions {
  readonly type: TensorType;
  readonly out?: string;
}

export function modelCommand(context: CommandContext): Command {
  const model = new Command('model').description(
    'fetch and convert language models that run in this program',
  );
  model
    .command('download <model>')
    .description(
      'fetch a Llama- or Qwen2-type checkpoint, ORGANISATION/NAME, or a GGUF file, ORGANISATION/NAME:QUANTIZATION, from the Hugging Face hub: checked by hash, an interrupted download is resumed (HF_TOKEN, HF_ENDPOINT)',
    )
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .option(
      '--out <folder>',
      'folder (default: NAME in this folder; for a GGUF file where gguf:ORGANISATION/NAME:QUANTIZATION finds it, see HVSB_MODELS)',
    )
    .action((name: string, options: DownloadModelOptions) => download(context, name, options));
  model
    .command('export <folder>')
    .description('write a checkpoint folder as a GGUF file, for gguf:, Ollama and llama.cpp')
    .addOption(new Option('--format <name>', 'format of the file').choices(['gguf']).default('gguf'))
    .addOption(new Option('--type <name>', 'how numbers are stored').choices(tensorFormats).default('F16'))
    .option('--out <file>', 'file (default: FOLDER-TYPE.gguf beside the folder)')
    .action((folder: string, options: ExportModelOptions) => exportModel(context, folder, options));
  return model;
}

async function exportModel(
  context: CommandContext,
  folder: string,
  { type, out }: ExportModelOptions,
): Promise<void> {
  const path = out ?? `${folder.replace(/[/\\]+$/, '')}-${type}.gguf`;
  const bytes = await exportGguf(folder, resolve(path), type);
  context.stdout.write(
    `${path} (${(bytes / 1e6).toFixed(1)} MB): run it with --model ${shellWord(`gguf:${path}`)}\n`,
  );
}

async function download(
  context: CommandContext,
  name: string,
  { revision, out }: DownloadModelOptions,
): Promise<void> {
  const { model, quantization } = checkName(name);
  const place = quantization === undefined ? model.slice(model.indexOf('/') + 1) : ownFolder(context, model);
  const folder = out ?? place;
  const hub = hubFrom(context.environment);
  await downloadWithDisplay(context, async (options) => {
    const { commit, bytes } = await downloadCheckpoint(
      hub,
      { model, revision, folder: resolve(folder), quantization },
      options,
    );
    context.stdout.write(
      `${name} (commit ${commit.slice(0, 12)}, ${(bytes / 1e6).toFixed(1)} MB) is in ${folder}\n`,
    );
  });
}

function ownFolder({ environment }: CommandContext, model: string): string {
  return join(modelsFolder(environment), model);
}

/** The hub's rule for names, and a quantization after a colon. They become part of addresses and of a path. */
function checkName(name: string): { readonly model: string; readonly quantization: string | undefined } {
  const part = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
  const [model = '', quantization, ...more] = name.split(':');
  const parts = [...model.split('/'), ...(quantization === undefined ? [] : [quantization])];
  if (model.split('/').length === 2 && more.length === 0 && parts.every((each) => part.test(each))) {
    return { model, quantization };
  }
  throw new UsageError('Not a Hugging Face model id.', {
    where: `model download ${name}`,
    expected:
      'ORGANISATION/NAME, such as HuggingFaceTB/SmolLM2-135M-Instruct; for a GGUF file with :QUANTIZATION',
    advice: 'Copy the id from the page of the model on the hub.',
  });
}
