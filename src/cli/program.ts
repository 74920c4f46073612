import { Command } from 'commander';
import { type CommandContext, packageVersion } from './command-context.ts';

type CommandMaker = (context: CommandContext) => Command;

/** Commands in the order of the help. Each is loaded when it is named, so that none pays for what others need. */
const loaders: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  data: async () => (await import('./commands/data.ts')).dataCommand,
  model: async () => (await import('./commands/model.ts')).modelCommand,
  prepare: async () => (await import('./commands/prepare.ts')).prepareCommand,
  sample: async () => (await import('./commands/sample.ts')).sampleCommand,
  emulate: async () => (await import('./commands/emulate.ts')).emulateCommand,
  judge: async () => (await import('./commands/judge.ts')).judgeCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  agree: async () => (await import('./commands/agree.ts')).agreeCommand,
  answer: async () => (await import('./commands/answer.ts')).answerCommand,
  finetune: async () => (await import('./commands/finetune.ts')).finetuneCommand,
  metrics: async () => (await import('./commands/metrics.ts')).metricsCommand,
  view: async () => (await import('./commands/view.ts')).viewCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  rate: async () => (await import('./commands/rate.ts')).rateCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  remove: async () => (await import('./commands/remove.ts')).removeCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  reparse: async () => (await import('./commands/reparse.ts')).reparseCommand,
};

/** The command line: the command that the words name, or all of them where they name none. */
export async function program(context: CommandContext, words: readonly string[]): Promise<Command> {
  const root = new Command('hvsb')
    .description('Does a language model judge social bias the way people do, and does it hold under attack?')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns ?? 100,
    });
  const named = loaders[words.find((word) => !word.startsWith('-')) ?? ''];
  const makers = await Promise.all(
    (named === undefined ? Object.values(loaders) : [named]).map((load) => load()),
  );
  for (const make of makers) root.addCommand(inheriting(root, make(context)));
  return root;
}

/** Settings reach only commands that are made by their parent; these are made in files of their own. */
function inheriting(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(command, child);
  return command;
}
