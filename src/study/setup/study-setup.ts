import type {
  Completions,
  LocalServer,
  ModelEntry,
  ModelFacts,
  ModelTest,
  SetupDataset,
  SetupPack,
  SetupPlan,
} from '../../core/view/setup-page.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { findDatasetSource } from '../../datasets/registry.ts';
import { UsageError } from '../../errors/errors.ts';
import { loadEnvironment } from '../../models/connection.ts';
import type { Environment, Provider } from '../../models/provider.ts';
import { loadPromptPack, shippedPacks } from '../../prompts/load-prompt-pack.ts';
import type { Study } from '../file/study-schema.ts';
import { studyRuntime } from '../runtime.ts';
import { Downloads, setupDatasets } from './data-setup.ts';
import { keyVariables, localServers, modelFacts, proposedModels, testModel } from './model-setup.ts';
import { SetupPlanner } from './plan-setup.ts';
import { storeKey } from './store-key.ts';
import { completionsAt } from './study-completions.ts';

/** What a study is set up with. */
export interface StudySetupOptions {
  /** Where study files and `.env` are. */
  readonly folder: string;
  /** Datasets and providers beside those of the package. */
  readonly datasets: readonly DatasetSource[];
  readonly providers: readonly Provider[];
  /** Variables of the process, without those of `.env`. */
  readonly environment: Environment;
}

/** All that setting up a study asks, apart from how it is asked. Keys are looked up again for each question. */
export class StudySetup {
  readonly folder: string;
  readonly #own: Environment;
  /** Beside those of the package. */
  readonly #added: Pick<StudySetupOptions, 'datasets' | 'providers'>;
  readonly #datasets: readonly DatasetSource[];
  readonly #providers: readonly Provider[];
  readonly #downloads = new Downloads();
  readonly #planner = new SetupPlanner();
  #packs: Promise<readonly SetupPack[]> | null = null;
  #storing: Promise<unknown> = Promise.resolve();

  constructor({ folder, datasets, providers, environment }: StudySetupOptions) {
    const runtime = studyRuntime({ datasets, providers });
    this.folder = folder;
    this.#added = { datasets, providers };
    this.#datasets = runtime.datasets;
    this.#providers = runtime.providers;
    this.#own = environment;
  }

  /** Variables of the process alone, for a process that reads `.env` itself. */
  get ownEnvironment(): Environment {
    return this.#own;
  }

  datasets(): Promise<readonly SetupDataset[]> {
    return setupDatasets(this.#datasets, this.#environment, this.#downloads);
  }

  async packs(): Promise<readonly SetupPack[]> {
    this.#packs ??= Promise.all(
      shippedPacks.map(async (name) => {
        const { attacks } = await loadPromptPack(name);
        return { name, attacks: Object.keys(attacks) };
      }),
    );
    return this.#packs;
  }

  proposedModels(): readonly string[] {
    return proposedModels(this.folder, this.#environment);
  }

  async completions(text: string, offset: number): Promise<Completions> {
    const packs = await this.packs();
    return completionsAt(text, offset, {
      dataset: this.#datasets.map(({ id }) => id),
      model: this.proposedModels(),
      attack: [...new Set(packs.flatMap(({ attacks }) => attacks))],
      pack: packs.map(({ name }) => name),
    });
  }

  /** @throws UsageError, DataError, PromptError as `SetupPlanner.plan` */
  plan(study: Study): Promise<SetupPlan> {
    return this.#planner.plan(study, { ...this.#added, environment: this.#environment });
  }

  models(entries: readonly ModelEntry[], allowHosts: readonly string[]): readonly ModelFacts[] {
    const surroundings = this.#surroundings(allowHosts);
    return entries.map((entry) => modelFacts(entry, surroundings));
  }

  test(entry: ModelEntry, allowHosts: readonly string[]): Promise<ModelTest> {
    return testModel(entry, this.#surroundings(allowHosts));
  }

  servers(): Promise<readonly LocalServer[]> {
    return localServers(this.#providers);
  }

  /**
   * Stores a key in `.env`.
   * @throws UsageError for a variable that holds no key, a key that is none, or a file that cannot be written
   */
  async storeKey(variable: string, value: string): Promise<void> {
    if (!keyVariables(this.#providers).has(variable)) {
      throw new UsageError('This variable holds no key of a provider.', { where: variable.slice(0, 100) });
    }
    if (!/^[\x21-\x7e]{1,4096}$/.test(value)) {
      throw new UsageError('The key holds characters that no key has (spaces or letters beyond ASCII).', {
        advice: 'Copy the key again; quotes and line breaks do not belong to it.',
      });
    }
    if ((this.#own[variable]?.trim() ?? '') !== '') {
      throw new UsageError(`${variable} is set in the environment, which comes before .env.`, {
        advice: 'Change it there and start the page again.',
      });
    }
    // One after the other: each begins with what is in the file.
    const stored = this.#storing.then(() => storeKey(this.folder, variable, value));
    this.#storing = stored.catch(() => undefined);
    await stored;
  }

  /** @throws UsageError where there is no such dataset */
  beginDownload(id: string): void {
    this.#downloads.begin(findDatasetSource(id, this.#datasets), this.#environment);
  }

  stopDownload(id: string): void {
    this.#downloads.stop(id);
  }

  async close(): Promise<void> {
    this.#downloads.close();
    await this.#planner.close();
  }

  get #environment(): Environment {
    return loadEnvironment(this.folder, this.#own);
  }

  #surroundings(allowHosts: readonly string[]) {
    return { providers: this.#providers, environment: this.#environment, own: this.#own, allowHosts };
  }
}
