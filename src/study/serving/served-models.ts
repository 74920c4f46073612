import type { Model } from '../../core/model.ts';
import { UsageError } from '../../errors/errors.ts';
import type { ServerSurroundings } from '../../models/managed/managed-server.ts';
import {
  decisiveArguments,
  type ServedModel,
  type ServeSettings,
  serverProgramFor,
} from '../../models/managed/server-programs.ts';
import type { ServerSlot } from '../../models/managed/server-slot.ts';
import type { OpenModelOptions } from '../../models/open-model.ts';
import type { ServerEvent } from '../events.ts';

/** What of a study's runtime starting servers needs. */
interface ServingRuntime extends Omit<ServerSurroundings, 'store' | 'onLoading'> {
  /** The server that the run has started, if it has. */
  readonly serving: { slot: ServerSlot | null };
  readonly onEvent: ((event: ServerEvent) => void) | undefined;
}

/** What is used of a model's choice here. */
interface Choice {
  readonly model: string;
  /** Where it is there, a server is started for the model. */
  readonly serve?: ServeSettings | undefined;
  readonly batch?: boolean | undefined;
}

/** The model with the program that serves it; null where no server is started for it. @throws UsageError where none could be */
export function servedModel({ model, serve }: Choice): ServedModel | null {
  return serve === undefined ? null : { model, program: serverProgramFor(model), settings: serve };
}

/**
 * The endpoint that is stored for a model: its usual address. The port of a server that is started for it says nothing about its
 * answers; the arguments that they may depend on do, and follow behind `#`.
 */
export function endpointOf(choice: Choice, usual: string): string {
  const served = servedModel(choice);
  const decisive = served === null ? '' : decisiveArguments(served.program, served.settings.args);
  return decisive === '' ? usual : `${usual}#${decisive}`;
}

/** A model whose server is started with its first call, or before it by `startServer`. */
export async function openServed(
  runtime: ServingRuntime,
  served: ServedModel,
  options: OpenModelOptions & { readonly endpoint: string; readonly store: string },
): Promise<Model> {
  const { ManagedModel } = await import('../../models/managed/managed-model.ts');
  const { endpoint, store, ...opening } = options;
  return new ManagedModel(served, endpoint, { slot: await slotOf(runtime), store, options: opening });
}

/** Starts the model's server where it has one; whatever goes wrong, the model's calls say. */
export async function startServer(model: Model): Promise<void> {
  if ('start' in model && typeof model.start === 'function') await model.start();
}

/** Fails where a model's server could not be started here and does not run already. @throws UsageError */
export async function requireServer(
  runtime: ServingRuntime,
  choice: Choice,
  options: OpenModelOptions,
): Promise<void> {
  const served = servedModel(choice);
  if (served !== null && choice.batch === true) throw noBatches(choice.model);
  if (served !== null) await (await slotOf(runtime)).require(served, options);
}

/** Ends the server that the run has started, if it has. */
export async function stopServers({ serving }: Pick<ServingRuntime, 'serving'>): Promise<void> {
  await serving.slot?.stop();
}

/**
 * The places of the models in groups that are asked one after the other: those that need no server to be started all together, then
 * each of the others alone, the one whose server runs first. Of several GGUF files each is alone, too: together they may not fit
 * into the memory, and are not faster.
 */
export function turnsOf(
  choices: readonly Choice[],
  { serving }: Pick<ServingRuntime, 'serving'>,
): readonly (readonly number[])[] {
  const places = [...choices.keys()];
  const inMemory = places.filter((place) => choices[place]?.model.startsWith('gguf:') === true);
  const isAlone = (place: number) =>
    choices[place]?.serve !== undefined || (inMemory.length > 1 && inMemory.includes(place));
  const served = places.filter(isAlone);
  const others = places.filter((place) => !isAlone(place));
  const running = served.filter((place) => choices[place]?.model === serving.slot?.serving);
  const waiting = served.filter((place) => !running.includes(place));
  const alone = [...running, ...waiting].map((place) => [place]);
  return others.length > 0 || alone.length === 0 ? [others, ...alone] : alone;
}

/** Which servers would be started, for people; null where none would. */
export function servedNote(choices: readonly Choice[]): string | null {
  const served = choices.map(servedModel).filter((one) => one !== null);
  if (served.length === 0) return null;
  const commands = served.map(({ model, program, settings }) => {
    const { gpus, args = [] } = settings;
    const details = [...(gpus === undefined ? [] : [gpus === 1 ? '1 GPU' : `${gpus} GPUs`]), ...args];
    return `${model} (${[program.title, ...details].join(' ')})`;
  });
  return `Started by hvsb, one after the other: ${commands.join(', ')}.`;
}

function noBatches(model: string): UsageError {
  return new UsageError('A model whose server hvsb starts is not asked in batches.', {
    where: model,
    advice: 'Leave "batch" or "serve" out.',
  });
}

async function slotOf(runtime: ServingRuntime): Promise<ServerSlot> {
  const { serving, environment, providers, signal, stopNow } = runtime;
  // With an HTTP client and processes, which other runs do not load.
  const { ServerSlot: Slot } = await import('../../models/managed/server-slot.ts');
  serving.slot ??= new Slot({ environment, providers, signal, stopNow }, (news) =>
    runtime.onEvent?.({ kind: 'server', news }),
  );
  return serving.slot;
}
