import { Command } from 'commander';
import { emulateSampling } from '../../stages/emulate/emulate.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { type EmulateSummary, emulateStatements } from '../../study/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPack } from '../command-runtime.ts';
import {
  addCallOptions,
  type CallFlags,
  callOptions,
  jsonOption,
  list,
  positiveInteger,
  promptsOption,
  storeOption,
} from '../options.ts';
import { finishCalls } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface EmulateOptions extends CallFlags {
  readonly dataset?: readonly string[];
  readonly model: string;
  readonly perType: number;
  readonly prompts?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function emulateCommand(context: CommandContext): Command {
  const command = new Command('emulate')
    .description('have a model rewrite statements into realistic scenarios (then judge with --form emulated)')
    .option('--dataset <names>', 'datasets of statements, separated by commas (default: all prepared)', list)
    .requiredOption('--model <name>', 'provider:model')
    .option('--per-type <n>', 'most statements of each category and direction', positiveInteger, 200)
    .addOption(promptsOption())
    .addOption(storeOption())
    .addOption(jsonOption());
  return addCallOptions(command).action((options: EmulateOptions) => emulate(context, options));
}

async function emulate(context: CommandContext, options: EmulateOptions): Promise<void> {
  const prompts = await promptPack(context, options.prompts);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb emulate', async (store, recorder) => {
    const summary = await emulateStatements(runtime, {
      store,
      models: modelChoices([options.model], calls),
      prompts,
      filter: options.dataset === undefined ? {} : { datasets: options.dataset },
      perType: options.perType,
      sampling: emulateSampling,
      limits: engineLimits(calls),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printSummary);
  });
}

function printSummary(context: CommandContext, summary: EmulateSummary): void {
  const { planned, stored, written, unreadable, failed, partial, stopped } = summary;
  const lines = [
    `${planned} statements: ${stored} done before, ${written} scenarios written now, ${unreadable} answers without a readable scenario, ${failed} failed.`,
    ...stopped,
    partial
      ? 'This run is partial: run the same command again to send only what is missing.'
      : 'Judge them with "hvsb judge --form emulated".',
  ];
  context.stdout.write(`${lines.join('\n')}\n`);
}
