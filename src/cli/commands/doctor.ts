import { Command } from 'commander';
import { datasetPresence } from '../../datasets/dataset-files.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { HvsbError } from '../../errors/errors.ts';
import { type CheckResult, checkModel } from '../../models/check-model.ts';
import { factsOf } from '../../models/connection.ts';
import { headerPairs } from '../../models/given-headers.ts';
import { serverProgramFor } from '../../models/managed/server-programs.ts';
import type { ConnectionFacts, Environment, NetworkProvider, Provider } from '../../models/provider.ts';
import { mayBeStore } from '../../store/open-store.ts';
import { loadStudy } from '../../study/file/load-study.ts';
import { downloadFolder } from '../../study/prepare.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { type CommandContext, exitCodes, formatCount, printJson } from '../command-context.ts';
import { promptPack } from '../command-runtime.ts';
import { appended, jsonOption, list, promptsOption, storeOption } from '../options.ts';
import { storePath, withReadableStore } from '../with-store.ts';

interface DoctorOptions {
  readonly model?: readonly string[];
  readonly baseUrl?: string;
  readonly header?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly study?: string;
  readonly prompts?: string;
  readonly store?: string;
  readonly json?: boolean;
}

interface Check {
  readonly subject: string;
  readonly outcome: CheckResult['outcome'];
  readonly message: string;
  readonly advice: string | null;
}

export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .description('check keys, endpoints, models, prompts, data and results file without spending anything')
    .option('--model <names>', 'models to check: key, endpoint, and whether it lists them', list)
    .option('--study <file>', 'check the models that a study file names')
    .option('--base-url <url>', 'address of the endpoint (default: that of the provider)')
    .option('--header <name=value>', 'header of every request (repeatable)', appended)
    .option('--allow-host <host>', 'a host that keys may be sent to although a file names it', appended)
    .addOption(promptsOption())
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: DoctorOptions) => doctor(context, options));
}

async function doctor(context: CommandContext, options: DoctorOptions): Promise<void> {
  const { datasets, providers } = studyRuntime(await context.extensions());
  const checks = [
    ok('node', `version ${process.versions.node}`),
    ...keyChecks(context, providers),
    ...(await serverChecks(context)),
    ...(await dataChecks(context, datasets)),
    await promptCheck(context, options.prompts),
    await storeCheck(options.store),
    ...(await modelChecks(context, providers, options)),
  ];
  if (checks.some((check) => check.outcome === 'problem')) context.exitCode = exitCodes.findings;
  if (options.json === true) return printJson(context, { ok: context.exitCode === exitCodes.done, checks });
  for (const check of checks) context.stdout.write(line(check));
}

const marks = { ok: '✓', problem: '✗', unknown: '·' } as const;

function line({ subject, outcome, message, advice }: Check): string {
  const first = `${marks[outcome]} ${subject}: ${message}\n`;
  return advice === null || outcome === 'ok' ? first : `${first}    ${advice}\n`;
}

function ok(subject: string, message: string): Check {
  return { subject, outcome: 'ok', message, advice: null };
}

function unknown(subject: string, message: string, advice: string): Check {
  return { subject, outcome: 'unknown', message, advice };
}

/** Says which keys are there, never what they are. */
function keyChecks({ environment }: CommandContext, providers: readonly Provider[]): Check[] {
  return providers.flatMap((provider) => {
    if (provider.kind === 'offline' || !provider.facts.needsKey) return [];
    const subject = `key of ${provider.title}`;
    const { keyVariables, keyAdvice, sentAs } = keyFacts(provider, environment);
    const found = keyVariables.find((variable) => (environment[variable] ?? '') !== '');
    if (found !== undefined) return [ok(subject, `found in ${found}`)];
    if (sentAs !== undefined) return [ok(subject, `${sentAs} is sent`)];
    const advice = keyAdvice ?? `Set ${keyVariables.join(' or ')}.`;
    return [unknown(subject, 'not set', `Needed for ${provider.id}: models only. ${advice}`)];
  });
}

/** Which programs are here that `--serve` and `serve` can start. */
async function serverChecks({ environment }: CommandContext): Promise<Check[]> {
  const { installedPrograms } = await import('../../models/managed/program-surroundings.ts');
  return (await installedPrograms(environment)).map(({ program, path }) => {
    const { title, provider, install } = program;
    const subject = `server program ${title}`;
    if (path !== null) return ok(subject, path);
    const advice = `Needed where hvsb is to start servers for ${provider}: models. ${install}.`;
    return unknown(subject, 'not installed', advice);
  });
}

/** Where a region or a project is missing, its provider is not in use; a check of a model says so. */
function keyFacts(provider: NetworkProvider, environment: Environment): ConnectionFacts {
  try {
    return factsOf(provider, { environment });
  } catch {
    return provider.facts;
  }
}

async function dataChecks(context: CommandContext, datasets: readonly DatasetSource[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const source of datasets) {
    const folder = downloadFolder(source, context.environment);
    const { state } = await datasetPresence(source, folder);
    const advice = `Fetch it with "hvsb data download ${source.id}", or name a folder with --from.`;
    if (state === 'present') checks.push(ok(`data of ${source.title}`, folder));
    else if (state === 'absent') checks.push(unknown(`data of ${source.title}`, 'not downloaded', advice));
    else
      checks.push({
        subject: `data of ${source.title}`,
        outcome: 'problem',
        message: `${state} in ${folder}`,
        advice,
      });
  }
  return checks;
}

async function promptCheck(context: CommandContext, directory: string | undefined): Promise<Check> {
  return attempt('prompts', async () => {
    const { name, version, attacks } = await promptPack(context, directory);
    return `${name}@${version} with the attacks ${Object.keys(attacks).join(', ')}`;
  });
}

async function storeCheck(path: string | undefined): Promise<Check> {
  if (!mayBeStore(storePath(path))) {
    return unknown('results file', 'none here yet', 'It is made by "hvsb prepare".');
  }
  return attempt('results file', () =>
    withReadableStore(path, async (store) => {
      const counts = await store.countScenarios({});
      const scenarios = counts.reduce((sum, count) => sum + count.biased + count.unbiased, 0);
      return `${store.location} with ${formatCount(scenarios)} scenarios`;
    }),
  );
}

async function modelChecks(
  context: CommandContext,
  providers: readonly Provider[],
  options: DoctorOptions,
): Promise<Check[]> {
  const { environment } = context;
  const named = (options.model ?? []).map((model) => ({
    model,
    isFromFile: false,
    headers: headerPairs(options.header ?? []),
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
  }));
  const study = options.study === undefined ? [] : (await loadStudy(options.study)).models;
  const fromFile = study.map((model) => ({ ...model, isFromFile: true }));
  const checks: Check[] = [];
  for (const { model, baseUrl, isFromFile, headers = {}, ...own } of [...named, ...fromFile]) {
    // Its server is started when it is needed; that its program is there says the list of programs.
    if ('serve' in own && own.serve !== undefined) {
      checks.push(await servedCheck(context, model));
      continue;
    }
    // Each of several servers is checked.
    for (const address of baseUrl === undefined ? [undefined] : [baseUrl].flat()) {
      const check = await checkModel(model, {
        providers,
        environment,
        headers,
        ...(options.allowHost === undefined ? {} : { allowHosts: options.allowHost }),
        ...(address === undefined ? {} : { baseUrl: address, isFromFile }),
      });
      for (const { step, outcome, message, advice } of check.steps) {
        checks.push({ subject: `${model}, ${step}`, outcome, message, advice });
      }
    }
  }
  return checks;
}

async function servedCheck({ environment }: CommandContext, model: string): Promise<Check> {
  const { requireInstalled } = await import('../../models/managed/program-surroundings.ts');
  return attempt(`${model}, server`, async () => {
    const program = serverProgramFor(model);
    return `started by hvsb: ${await requireInstalled({ model, program }, environment)}`;
  });
}

async function attempt(subject: string, work: () => Promise<string>): Promise<Check> {
  try {
    return ok(subject, await work());
  } catch (error) {
    if (!(error instanceof HvsbError)) throw error;
    return { subject, outcome: 'problem', message: error.describe(), advice: null };
  }
}
