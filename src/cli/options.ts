import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Sampling } from '../core/model.ts';
import { type Form, forms } from '../core/scenario.ts';
import { UsageError } from '../errors/errors.ts';
import { batchProviders } from '../models/batch/batch-offers.ts';
import { headerPairs } from '../models/given-headers.ts';
import { parsePriceOverride } from '../models/prices.ts';
import type { Provider } from '../models/provider.ts';
import { type AttackRole, attackRoles } from '../prompts/prompt-pack.ts';
import { isLoopback } from '../server/guard.ts';
import type { JudgmentSelection, ScenarioFilter } from '../store/contract/store.ts';
import type { CallOptions } from '../study/runtime.ts';

/** Options that more than one command has, each defined once. */

export const storeOption = () =>
  new Option(
    '--store <file>',
    'results file, or postgres://USER@HOST/DATABASE (default: hvsb.db in this folder)',
  ).env('HVSB_STORE');
export const jsonOption = () => new Option('--json', 'print one JSON object instead of tables');
export const promptsOption = () =>
  new Option(
    '--prompts <pack>',
    'prompt pack: default, defined, or a folder with your own; "judge" takes several, separated by commas (default: default)',
  );
export const packOption = () =>
  new Option(
    '--pack <name>',
    'only judgments with this prompt pack (default: "default" if judged, else the only one)',
  );

export const conditionOption = () =>
  new Option(
    '--condition <numbers>',
    'where a model was judged in several conditions (other sampling, another endpoint), count these; numbers as in "hvsb status --json"',
  ).argParser((text) => list(text, undefined).map(positiveInteger));

export const wordingsOption = () =>
  new Option(
    '--wordings <n>',
    'rates over the first n wordings of the question, with the variance between them in their intervals (default: 1)',
  ).argParser(positiveInteger);

/** A share, from percentage points. */
export const marginOption = () =>
  new Option(
    '--margin <points>',
    'a difference of two rates below this counts as none where tests show it, in percentage points (default: 5)',
  ).argParser((text) => positiveNumber(text) / 100);

/** Which judgments count, by `packOption` and `conditionOption`. */
export function judgmentChoice({
  pack,
  condition,
}: {
  readonly pack?: string | undefined;
  readonly condition?: readonly number[] | undefined;
}): Pick<JudgmentSelection, 'pack' | 'conditions'> {
  return {
    ...(pack === undefined ? {} : { pack }),
    ...(condition === undefined ? {} : { conditions: condition }),
  };
}

/** Options that choose scenarios. */
export function addScenarioOptions(command: Command, { sample = true } = {}): Command {
  command
    .addOption(
      new Option('--dataset <names>', 'datasets, separated by commas (default: all prepared)').argParser(
        list,
      ),
    )
    .addOption(new Option('--form <forms>', `scenario form: ${forms.join(', ')}`).argParser(formList))
    .addOption(new Option('--category <names>', 'bias categories, separated by commas').argParser(list))
    .addOption(new Option('--variant <names>', 'variants, separated by commas').argParser(list));
  return sample
    ? command.option('--sample <name>', 'only the scenarios of this sample (see "hvsb sample")')
    : command;
}

/** What `addScenarioOptions` gives. */
export interface ScenarioOptions {
  readonly dataset?: readonly string[];
  readonly form?: readonly Form[];
  readonly category?: readonly string[];
  readonly variant?: readonly string[];
  readonly sample?: string;
}

export function scenarioFilter(options: ScenarioOptions): ScenarioFilter {
  return {
    ...(options.dataset === undefined ? {} : { datasets: options.dataset }),
    ...(options.form === undefined ? {} : { forms: options.form }),
    ...(options.category === undefined ? {} : { categories: options.category }),
    ...(options.variant === undefined ? {} : { variants: options.variant }),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
  };
}

/** How often and how a stage asks; the defaults are the stage's own. */
export function addSamplingOptions(command: Command, defaults: Sampling): Command {
  return command
    .option('--repeat <n>', 'how often each item is asked about', positiveInteger, 1)
    .option('--temperature <t>', 'sampling temperature', nonNegativeNumber, defaults.temperature)
    .option('--max-tokens <n>', 'most tokens of an answer', positiveInteger, defaults.maxTokens)
    .addOption(promptsOption())
    .addOption(
      new Option(
        '--prompt-language <en>',
        'ask in English about scenarios in every language (default: in their own, where there are prompts)',
      ).choices(['en']),
    );
}

/** What `addSamplingOptions` gives. */
export interface SamplingOptions {
  readonly repeat: number;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly prompts?: string;
  readonly promptLanguage?: 'en';
}

export const limitOption = (what = 'scenarios') =>
  new Option(
    '--limit <n>',
    `at most this many ${what} of each dataset, in proportion to their kinds; always the same ones`,
  ).argParser(positiveInteger);

/** Options of every command that calls models. */
export function addCallOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--base-url <urls>',
        'address of the endpoint, or of several servers with the same model, separated by commas (default: that of the provider)',
      ),
    )
    .addOption(
      new Option(
        '--allow-host <host>',
        'a host that keys may be sent to although a study file or .env names it (repeatable)',
      ).argParser(appended),
    )
    .addOption(
      new Option(
        '--header <name=value>',
        'header of every request; $VARIABLE in single quotes is read from the environment (repeatable; default: none)',
      ).argParser(appended),
    )
    .addOption(
      new Option(
        '--attack-role <role>',
        'message that holds an attack (default: system, and user where a model takes no system message)',
      ).choices(attackRoles),
    )
    .addOption(
      new Option(
        '--concurrency <n>',
        'most calls in flight per endpoint (default: 64; a server of your own begins with 2 and gets more while that is faster)',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option('--timeout <seconds>', 'timeout per attempt (default: 120)').argParser(positiveNumber),
    )
    .addOption(
      new Option('--attempts <n>', 'maximum attempts per call (default: 6)').argParser(positiveInteger),
    )
    .addOption(
      new Option(
        '--max-wait <minutes>',
        'longest wait that a server may ask for before its model is given up (default: 60)',
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option('--budget-usd <amount>', 'hard limit on the cost of this run (default: none)').argParser(
        positiveNumber,
      ),
    )
    .addOption(
      new Option('--budget-tokens <n>', 'hard limit on the tokens of this run (default: none)').argParser(
        positiveInteger,
      ),
    )
    .addOption(
      new Option(
        '--price <model=in/out>',
        'US dollars per million input/output tokens, e.g. openai:gpt-4o-mini=0.15/0.60 (repeatable)',
      ).argParser(appended),
    )
    .addOption(
      new Option(
        '--off-peak',
        'wait for the hours at which a model costs less, where its price depends on the hour',
      ),
    )
    .addOption(
      new Option(
        '--batch',
        `ask in batches: half the price at most providers, answers within a day (${batchProviders})`,
      ),
    )
    .addOption(
      new Option(
        '--serve',
        'start a server for each model, one after the other, unless one serves it already (vllm:, sglang:, llamacpp:, ollama:)',
      ),
    )
    .addOption(
      new Option('--server-args <text>', 'arguments of the servers that --serve starts, separated by spaces'),
    )
    .addOption(new Option('--dry-run', 'print what would be sent, and stop'));
}

/** What every stage about scenarios takes: which scenarios, how often and how they are asked, and how calls are made. */
export interface StageOptions extends CallFlags, SamplingOptions, ScenarioOptions {
  readonly model: readonly string[];
  readonly store?: string;
  readonly json?: boolean;
}

/** The options of `StageOptions`; `--model` comes first. */
export function addStageOptions(command: Command, defaults: Sampling): Command {
  command.addOption(storeOption()).addOption(jsonOption());
  return addCallOptions(addSamplingOptions(addScenarioOptions(command), defaults));
}

export const modelOption = () =>
  new Option('--model <names>', 'provider:model, separated by commas').argParser(list).makeOptionMandatory();

/** What `addCallOptions` gives, and `limitOption` where a command has it. */
export interface CallFlags {
  readonly baseUrl?: string;
  readonly header?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly attackRole?: AttackRole;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly attempts?: number;
  readonly maxWait?: number;
  readonly budgetUsd?: number;
  readonly budgetTokens?: number;
  readonly price?: readonly string[];
  readonly limit?: number;
  readonly offPeak?: boolean;
  readonly batch?: boolean;
  readonly serve?: boolean;
  readonly serverArgs?: string;
  readonly dryRun?: boolean;
}

/** The flags as a study takes them. @throws UsageError for a price that is none */
export function callOptions(
  { timeout, maxWait, header = [], price = [], dryRun: _, ...flags }: CallFlags,
  providers: readonly Provider[],
): CallOptions {
  const { baseUrl, attackRole, concurrency, attempts, budgetUsd, budgetTokens, limit } = flags;
  const bounds = { concurrency, attempts, budgetUsd, budgetTokens, limit };
  const given = {
    baseUrl,
    attackRole,
    allowHosts: flags.allowHost,
    offPeak: flags.offPeak,
    batch: flags.batch,
    serve: serveSettings(flags),
    ...bounds,
    timeoutSeconds: timeout,
    maxWaitMinutes: maxWait,
  };
  const prices = price.map((text) => parsePriceOverride(text, providers));
  return {
    // What is undefined would take the place of the study file's own settings.
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(header.length === 0 ? {} : { headers: headerPairs(header) }),
    ...(prices.length === 0
      ? {}
      : { prices: Object.fromEntries(prices.map(({ model, price }) => [model, price])) }),
  };
}

/** @throws UsageError for arguments of a server that is not started */
function serveSettings({ serve, serverArgs }: CallFlags): CallOptions['serve'] {
  if (serve === true) return serverArgs === undefined ? {} : { args: serverArgs.trim().split(/\s+/) };
  if (serverArgs === undefined) return undefined;
  throw new UsageError('The option --server-args is for servers that hvsb starts.', {
    advice: 'Add --serve, or leave it out.',
  });
}

function formList(value: string, earlier: readonly Form[] | undefined): readonly Form[] {
  const chosen = list(value, undefined).map((word) => {
    const form = forms.find((each) => each === word);
    if (form === undefined) throw new InvalidArgumentError(`It has to be of ${forms.join(', ')}.`);
    return form;
  });
  return [...(earlier ?? []), ...chosen];
}

/** `a,b` and repeated options alike. */
export function list(value: string, earlier: readonly string[] | undefined): readonly string[] {
  const words = value.split(',').map((word) => word.trim());
  return [...(earlier ?? []), ...words.filter((word) => word !== '')];
}

export function appended(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

export function positiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It has to be a whole number from 1.');
  return number;
}

export function nonNegativeInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('It has to be a whole number from 0.');
  return number;
}

export function integer(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new InvalidArgumentError('It has to be a whole number.');
  return number;
}

export function positiveNumber(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0)
    throw new InvalidArgumentError('It has to be a number above 0.');
  return number;
}

/** From 0 to 1. */
export function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('It has to be a share from 0 to 1; 5 points are 0.05.');
}

export function nonNegativeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('It has to be a number from 0.');
  return number;
}

/**
 * `field=column` pairs by field.
 * @throws UsageError for a pair without a field or without `=`
 */
export function columnMapping(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [field, ...column] = pair.split('=');
      if (field === undefined || field === '' || column.length === 0) {
        throw new UsageError('The column is not given as field=column.', { where: `--column ${pair}` });
      }
      return [field, column.join('=')];
    }),
  );
}

/** What `addPageOptions` gives. */
export interface PageOptions {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly alsoKnownAs?: readonly string[];
}

/** Options of a command that serves a page. */
export function addPageOptions(command: Command, defaultPort: number): Command {
  return command
    .option('--host <name>', 'address to listen on; beyond this machine it needs a token', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', Number, defaultPort)
    .option('--token <text>', 'access token for people on other machines; "new" generates one')
    .option('--also-known-as <hosts>', 'further host names of the page, e.g. of a proxy', list);
}

/**
 * Where a page is served, with a token made where one is asked for.
 * @throws UsageError for a host beyond this machine without a token.
 */
export function pagePlace({ host, port, token: given, alsoKnownAs }: PageOptions) {
  const token = given === 'new' ? randomBytes(18).toString('base64url') : (given ?? null);
  if (token === null && !isLoopback(host)) {
    throw new UsageError('A page that other machines can open needs a token.', {
      where: `--host ${host}`,
      advice: 'Add "--token new": one is made and shown with the address.',
    });
  }
  return { host, port, token, ...(alsoKnownAs === undefined ? {} : { alsoKnownAs }) };
}
