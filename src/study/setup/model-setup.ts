import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { KeyFacts, LocalServer, ModelEntry, ModelFacts, ModelTest } from '../../core/view/setup-page.ts';
import { HvsbError } from '../../errors/errors.ts';
import { isLaterPart, modelsFolder } from '../../lm/hub/models-folder.ts';
import { checkModel, offeredModels } from '../../models/check-model.ts';
import { factsOf } from '../../models/connection.ts';
import { redact } from '../../models/keys/redact.ts';
import {
  describeModel,
  foreignHostFor,
  openModel,
  parseModelName,
  secretsIn,
} from '../../models/open-model.ts';
import { findPrice, pricedModels } from '../../models/prices.ts';
import type { Environment, NetworkProvider, Provider } from '../../models/provider.ts';

/** Where models are looked up. */
export interface ModelSurroundings {
  readonly providers: readonly Provider[];
  /** Variables of the process with those of `.env`. */
  readonly environment: Environment;
  /** Variables of the process alone. */
  readonly own: Environment;
  /** Hosts that the user lets have keys. */
  readonly allowHosts: readonly string[];
}

/** What is known of a model without asking it. */
export function modelFacts(
  { model, baseUrl, price }: ModelEntry,
  surroundings: ModelSurroundings,
): ModelFacts {
  const { providers, environment, allowHosts } = surroundings;
  let said: ModelFacts = {
    model,
    title: null,
    remote: false,
    problem: null,
    key: null,
    price: null,
    foreignHost: null,
  };
  try {
    const { provider } = parseModelName(model, providers);
    said = { ...said, title: provider.title, remote: provider.kind === 'network' };
    const where = { providers, environment, ...address(baseUrl) };
    // An address that is missing, or none. A model of this machine is read for it, which a test does.
    if (provider.kind === 'network') describeModel(model, where);
    const found = findPrice(model, providers);
    const known = {
      input: found?.inputPerMillion ?? 0,
      output: found?.outputPerMillion ?? 0,
      source: found?.source ?? '',
    };
    const given = price === undefined ? null : { ...price, source: 'given here' };
    return {
      ...said,
      key: keyFacts(provider, surroundings),
      price: given ?? (found === null ? null : known),
      foreignHost: foreignHostFor(model, { ...where, allowHosts })?.host ?? null,
    };
  } catch (error) {
    return { ...said, problem: redact(sentenceOf(error), secretsIn(environment, providers)) };
  }
}

/** An address that a study file will name is checked as one that a study file names. */
function address(baseUrl: string | undefined) {
  return baseUrl === undefined ? {} : { baseUrl, isFromFile: true };
}

function keyFacts(provider: Provider, { environment, own }: ModelSurroundings): KeyFacts | null {
  if (provider.kind === 'offline') return null;
  const { keyVariables, needsKey, sentAs } = factsOf(provider, { environment });
  const isSet = (variables: Environment) =>
    keyVariables.some((name) => (variables[name]?.trim() ?? '') !== '');
  if (!needsKey && !isSet(environment)) return null;
  if (sentAs !== undefined) return null;
  return {
    variables: keyVariables,
    needed: needsKey,
    from: isSet(own) ? 'environment' : isSet(environment) ? '.env' : null,
  };
}

/** Variables that the page may store: those in which providers look for keys, and no other. */
export function keyVariables(providers: readonly Provider[]): ReadonlySet<string> {
  return new Set(
    providers.flatMap((provider) =>
      provider.kind === 'network'
        ? [...provider.facts.keyVariables, ...(provider.facts.secretVariables ?? [])]
        : [],
    ),
  );
}

/** What a test asks, and how much it lets a model say. */
const testCall = { prompt: 'Reply with the word OK.', maxTokens: 16, timeoutMs: 60_000 };

/** Checks a model's name, key and address, and asks it one short question. Never throws for what it finds. */
export async function testModel(entry: ModelEntry, surroundings: ModelSurroundings): Promise<ModelTest> {
  const { providers, environment, allowHosts } = surroundings;
  const options = { providers, environment, allowHosts, ...address(entry.baseUrl) };
  const secrets = secretsIn(environment, providers);
  const clean = (text: string) => redact(text, secrets);
  const { ok, steps } = await checkModel(entry.model, options);
  const said = steps.map(({ step, message }) => clean(`${titles[step]}: ${message}`));
  const advice = steps.findLast((step) => step.outcome !== 'ok')?.advice ?? null;
  if (!ok) return { ok, steps: said, advice: advice === null ? null : clean(advice) };
  try {
    const answer = await answerOf(entry.model, options);
    return answer === null
      ? { ok, steps: said, advice: null }
      : { ok, steps: [...said, clean(`Answer: ${answer}`)], advice: null };
  } catch (error) {
    return {
      ok: false,
      steps: [...said, clean(`Answer: ${sentenceOf(error)}`)],
      advice: error instanceof HvsbError ? clean(error.advice ?? '') || null : null,
    };
  }
}

const titles = { name: 'Name', key: 'Key', endpoint: 'Server', model: 'Model' } as const;

/** Null for a model without a network, which the check has opened already. */
async function answerOf(name: string, options: Parameters<typeof openModel>[1]): Promise<string | null> {
  const model = await openModel(name, options);
  try {
    if (!model.remote) return null;
    const messages = [{ role: 'user' as const, content: testCall.prompt }];
    const sampling = { maxTokens: testCall.maxTokens };
    const began = performance.now();
    const request = { messages, sampling, repeat: 0 };
    const { text } = await model.complete(request, AbortSignal.timeout(testCall.timeoutMs));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    return `“${text.trim().slice(0, 80)}” after ${seconds} s`;
  } finally {
    await model.close();
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof HvsbError) {
    const { message, expected, found } = error;
    return [message, expected && `Expected ${expected}.`, found && `Found ${found}.`]
      .filter(Boolean)
      .join(' ');
  }
  if (error instanceof Error && error.name === 'TimeoutError') return 'There was no answer within a minute.';
  throw error;
}

/** How long a server of this machine may take to list its models. */
const listTimeoutMs = 2000;

/** Servers that answer at the usual addresses of this machine. No key is sent: who listens there is not known. */
export async function localServers(providers: readonly Provider[]): Promise<readonly LocalServer[]> {
  const own = providers.filter(
    (provider): provider is NetworkProvider => provider.kind === 'network' && provider.facts.ownServer,
  );
  const found = await Promise.all(own.map((provider) => localServer(provider)));
  return found.filter((server) => server !== null);
}

async function localServer(provider: NetworkProvider): Promise<LocalServer | null> {
  const { id, title, facts } = provider;
  if (facts.defaultBaseUrl === null) return null;
  try {
    const listed = await offeredModels(provider, { environment: {}, timeoutMs: listTimeoutMs });
    return { title, address: facts.defaultBaseUrl, models: listed.map((model) => `${id}:${model}`) };
  } catch (error) {
    // Nobody is there, or somebody else.
    if (error instanceof HvsbError) return null;
    throw error;
  }
}

const baselines = ['baseline:coin', 'baseline:always-biased', 'baseline:always-unbiased'];

/** Names of models to propose, those of this machine first. */
export function proposedModels(folder: string, environment: Environment): readonly string[] {
  return [...ggufModels(folder, environment), ...baselines, ...pricedModels()];
}

function ggufModels(folder: string, environment: Environment): readonly string[] {
  const downloads = modelsFolder(environment);
  const here = ggufFiles(folder, 2).map((file) => `gguf:./${relative(folder, file).split(sep).join('/')}`);
  return [...here, ...ggufFiles(downloads, 3).map((file) => `gguf:${file}`)];
}

function ggufFiles(folder: string, depth: number): readonly string[] {
  if (depth === 0 || !existsSync(folder)) return [];
  let entries: ReturnType<typeof entriesOf>;
  try {
    entries = entriesOf(folder);
  } catch {
    // A folder that may not be read proposes nothing.
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(?:\.|node_modules$)/.test(entry.name) ? [] : ggufFiles(path, depth - 1);
    return entry.name.endsWith('.gguf') && !isLaterPart(entry.name) ? [path] : [];
  });
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
