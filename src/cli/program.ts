import { Command, Option } from 'commander';
import { packageVersion } from '../core/package-version.ts';
import { type CommandContext, terminalWidth } from './command-context.ts';
import { guardedContext } from './guarded-context.ts';

type CommandMaker = (context: CommandContext) => Command | Promise<Command>;

/** What the help of the program says of a command, without loading it, and how it is loaded when it is named. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** As the list of commands shows them, `[study]`. */
  readonly args?: string;
  /** False where the command itself takes no option. */
  readonly options?: false;
  /** A call that gives every required option; shown where one is missing. For a subcommand under its name. */
  readonly examples?: Readonly<Record<string, string>>;
  load(): Promise<CommandMaker>;
}

const model = 'openai:gpt-4o-mini';

/** Commands in the order of the help. A test compares them with what is loaded. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'init',
    args: '[folder]',
    options: false,
    description: 'write a study file to start from',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'doctor',
    description: 'check keys, endpoints, models, prompts, data and results file without spending anything',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'data',
    description: 'list the datasets: what they are, licence, citation, whether they are on this machine',
    load: async () => (await import('./commands/data.ts')).dataCommand,
  },
  {
    name: 'model',
    options: false,
    description: 'fetch and convert language models that run in this program',
    load: async () => (await import('./commands/model.ts')).modelCommand,
  },
  {
    name: 'prepare',
    description: 'read a published dataset into scenarios with gold labels',
    examples: { prepare: 'hvsb prepare --dataset sample' },
    load: async () => (await import('./commands/prepare.ts')).prepareCommand,
  },
  {
    name: 'sample',
    description: 'mark a reproducible subset that "--sample NAME" of other commands restricts itself to',
    load: async () => (await import('./commands/sample.ts')).sampleCommand,
  },
  {
    name: 'emulate',
    description: 'have a model rewrite statements into realistic scenarios (then judge with --form emulated)',
    examples: { emulate: `hvsb emulate --model ${model}` },
    load: async () => (await import('./commands/emulate.ts')).emulateCommand,
  },
  {
    name: 'judge',
    description: 'ask models whether scenarios are biased; answers that are stored are not asked for again',
    examples: { judge: `hvsb judge --model ${model} --limit 20` },
    load: async () => (await import('./commands/judge.ts')).judgeCommand,
  },
  {
    name: 'sensitivity',
    description:
      'judge a sample in every wording, label order and label word: would another question give another answer?',
    examples: { sensitivity: `hvsb sensitivity --model ${model} --n 100` },
    load: async () => (await import('./commands/validity/sensitivity.ts')).sensitivityCommand,
  },
  {
    name: 'twins',
    description:
      'make scenarios that are alike but for the group, to be judged like others: does the verdict depend on the group?',
    load: async () => (await import('./commands/validity/twins.ts')).twinsCommand,
  },
  {
    name: 'contamination',
    description:
      'how likely published texts are to models, next to the same with names swapped (needs "hvsb twins" first)',
    examples: { contamination: 'hvsb contamination --model gguf:model.gguf --n 100' },
    load: async () => (await import('./commands/validity/contamination.ts')).contaminationCommand,
  },
  {
    name: 'explain',
    description:
      'have models say why biased scenarios are biased; answers that are stored are not asked for again',
    examples: { explain: `hvsb explain --model ${model} --n 20` },
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'agree',
    description: 'have models read explanations, blind to who wrote them, and agree or disagree',
    examples: { agree: `hvsb agree --rater ${model}` },
    load: async () => (await import('./commands/agree.ts')).agreeCommand,
  },
  {
    name: 'answer',
    description:
      'have models answer a dataset’s own questions, options in a seeded order, for the dataset’s own score',
    examples: { answer: `hvsb answer --model ${model} --limit 20` },
    load: async () => (await import('./commands/answer.ts')).answerCommand,
  },
  {
    name: 'finetune',
    description:
      'train a language model on explanations or verdicts: a small one here, larger ones with --engine',
    examples: {
      finetune: 'hvsb finetune --from builtin:tiny --data store --task judge --out my-model',
    },
    load: async () => (await import('./commands/finetune/finetune.ts')).finetuneCommand,
  },
  {
    name: 'metrics',
    description:
      'what the models judged, on one screen: rates with intervals, what attacks change, how sure that is',
    load: async () => (await import('./commands/metrics.ts')).metricsCommand,
  },
  {
    name: 'plan',
    description: 'how many scenarios a difference between models needs, and what that costs',
    examples: { plan: 'hvsb plan --difference 3 --models 2 --power 0.8' },
    load: async () => (await import('./commands/validity/plan.ts')).planCommand,
  },
  {
    name: 'compare',
    args: '<a> <b>',
    description:
      'compare two models, attacks, prompt packs, conditions, waves or results files on the same scenarios',
    load: async () => (await import('./commands/validity/compare.ts')).compareCommand,
  },
  {
    name: 'check',
    args: '[study]',
    description: 'hold results against limits and an earlier study: exit 0 passes, 1 fails, 3 undecided',
    load: async () => (await import('./commands/validity/check.ts')).checkCommand,
  },
  {
    name: 'view',
    description:
      'serve a page that shows what a study found, also during a run, and that sets up new studies',
    load: async () => (await import('./commands/view.ts')).viewCommand,
  },
  {
    name: 'report',
    description:
      'write what a study found as one page to send, figures and tables for a paper, methods and references',
    examples: { report: 'hvsb report --out report' },
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  {
    name: 'rate',
    description:
      'serve a page on which people rate explanations or judge scenarios, blind to models and labels',
    load: async () => (await import('./commands/rate.ts')).rateCommand,
  },
  {
    name: 'run',
    args: '[study]',
    description: 'run all stages of a study file; an interrupted run resumes where it stopped',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'batch',
    options: false,
    description: 'list batches of calls, wait for them, or cancel them',
    load: async () => (await import('./commands/batch/batch.ts')).batchCommand,
  },
  {
    name: 'store',
    options: false,
    description: 'copy a study between a file and a PostgreSQL database',
    load: async () => (await import('./commands/store/store.ts')).storeCommand,
  },
  {
    name: 'status',
    description:
      'what is stored: scenarios, answers by stage and condition, calls that failed, with their reasons; and who works on it',
    load: async () => (await import('./commands/status/status.ts')).statusCommand,
  },
  {
    name: 'remove',
    description:
      'delete a model, a condition or a dataset from the results, with everything that depends on it',
    load: async () => (await import('./commands/remove.ts')).removeCommand,
  },
  {
    name: 'export',
    description: 'write what is stored to a file that other programs read',
    examples: { export: 'hvsb export --table judgments --format csv --out judgments.csv' },
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'import',
    options: false,
    description: 'import scenarios, judgments, explanations or ratings made elsewhere',
    load: async () => (await import('./commands/import/import.ts')).importCommand,
  },
  {
    name: 'reparse',
    description: 'read the stored answers again with the parsers of this version; no call is made',
    load: async () => (await import('./commands/reparse.ts')).reparseCommand,
  },
];

/** The command line: the command that the words name, loaded; of all others no more than the help says of them. */
export async function program(given: CommandContext, words: readonly string[]): Promise<Command> {
  const context = guardedContext(given);
  const root = new Command('hvsb')
    .description(
      'Does a language model judge social bias as it is labelled, and does that hold under attack?',
    )
    .version(packageVersion())
    .addOption(
      new Option(
        '--config <file>',
        'config with datasets, providers, measures and prompts of your own (default: hvsb.config.ts if there); it may follow a command',
      ),
    )
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => terminalWidth(context),
    });
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const named = first === 'help' ? second : first;
  for (const entry of commandTable) {
    root.addCommand(entry.name === named ? await loaded(root, entry, context) : outlined(entry));
  }
  return root;
}

async function loaded(root: Command, entry: CommandEntry, context: CommandContext): Promise<Command> {
  const make = await entry.load();
  return inheriting(root, await make(context), entry.examples ?? {});
}

/** As the list of commands shows it; it is never run, because a command that is named is loaded. */
function outlined({ name, description, args, options }: CommandEntry): Command {
  const command = new Command(name).description(description);
  if (args !== undefined) command.arguments(args);
  return options === false ? command : command.option('--json');
}

/** Settings reach only commands that are made by their parent; these are made in files of their own. */
function inheriting(
  parent: Command,
  command: Command,
  examples: NonNullable<CommandEntry['examples']>,
): Command {
  command.copyInheritedSettings(parent);
  const example = examples[command.name()];
  if (example !== undefined) {
    command.configureOutput({ outputError: (text, write) => write(withExample(text, example)) });
  }
  for (const child of command.commands) inheriting(command, child, examples);
  return command;
}

/** `error: required option '--model <names>' not specified` with a call that would do. */
function withExample(text: string, example: string): string {
  const [, flags] = /^error: required option '(.+)' not specified/.exec(text) ?? [];
  return flags === undefined ? text : `The option ${flags} is required.\n  For example: ${example}\n`;
}
