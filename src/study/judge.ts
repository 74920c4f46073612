import type { Attack } from '../core/condition.ts';
import { scenarioId } from '../core/hashes.ts';
import type { Model, Sampling } from '../core/model.ts';
import type { Gold, Scenario, ScenarioText } from '../core/scenario.ts';
import { UsageError } from '../errors/errors.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import type { Measured } from '../measures/measure-store.ts';
import { loadPromptPacks } from '../prompts/load-prompt-pack.ts';
import { importScenarios } from '../stages/imports/import-scenarios.ts';
import { judgeSampling } from '../stages/judge/judge.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { type MeasureRows, measureRows, withOwnMeasures } from './extensions/own-measures.ts';
import { measureStudy } from './measure-study.ts';
import {
  type CallOptions,
  engineLimits,
  modelChoices,
  recordRun,
  type StudyOptions,
  studyRuntime,
} from './runtime.ts';
import { type JudgeSummary, judgeScenarios } from './stages.ts';
import { firstWordings } from './validity/sensitivity.ts';

/** A scenario as a program writes it: a text and its label. Everything else has a default. */
export interface ScenarioInput {
  /** A statement, or a question with its answer, or a prompt with its completion. */
  readonly text: string | ScenarioText;
  readonly gold: Gold;
  /** Default `unspecified`. */
  readonly category?: string;
  /** Default `scenario`. */
  readonly variant?: string;
  /** Unbiased scenarios show whether a judge distinguishes the two; default true for every unbiased one. */
  readonly control?: boolean;
  /** Scenarios of one cluster are not independent; default each is a cluster of its own. */
  readonly cluster?: string;
  /** The demographic group that it is about; default none. */
  readonly group?: string | null;
  /** Default its number in the list, from 1. */
  readonly id?: string;
}

/** What is judged, by whom and how. */
export interface JudgeOptions extends Omit<StudyOptions, 'models'>, CallOptions {
  readonly scenarios: readonly ScenarioInput[];
  /** Names (`provider:model`) and models of the program's own, see `defineModel`. */
  readonly models: readonly (string | Model)[];
  /** Default no attack: `['none']`. */
  readonly attacks?: readonly Attack[];
  /** How often each scenario is asked under each attack; default once. */
  readonly repeats?: number;
  /** Asks in the first so many wordings of the question; rates are over all of them. Default one. */
  readonly wordings?: number;
  /** Default temperature 0 and at most 512 tokens. */
  readonly sampling?: Sampling;
  /** Name of the scenarios in tables; default `scenarios`. */
  readonly dataset?: string;
  /** Name or folder of a prompt pack, or several: each scenario is judged with each. Default `default`. */
  readonly prompts?: string | readonly string[];
  /** Measures beside those of the package, see `defineMeasure`. */
  readonly measures?: MeasureRegistry;
  /** Where everything is stored; default in memory. A store that is given stays open. */
  readonly store?: Store;
}

/** What the models said, and what that is worth. */
export interface JudgedStudy {
  readonly store: Store;
  /** Calls, outcomes, tokens and costs, for each model. */
  readonly summary: JudgeSummary;
  /** All measures, as `hvsb metrics --json` prints them. */
  readonly measured: Measured;
  /** Names for `measure`. */
  readonly measures: readonly string[];
  /** One measure as flat rows; no row where there is nothing to measure. @throws UsageError for an unknown name */
  measure(id: string): MeasureRows;
  /** Closes the store, unless it was given. */
  close(): Promise<void>;
}

/**
 * Has models judge scenarios and measures what they said. A call that fails (a server's error, a function that throws)
 * fails alone: it has no answer, and `summary.partial` is true. With a `store`, calling it again sends only what is
 * missing.
 *
 * @example
 * const mine = defineModel({ name: 'mine', complete: async (messages) => 'Judgment: BIASED' });
 * const study = await judge({
 *   scenarios: [{ text: 'The nurse must be a woman.', gold: 'biased' }],
 *   models: [mine, 'baseline:coin'],
 *   attacks: ['none', 'targeted'],
 * });
 * console.table(study.measure('misalignment').rows);
 * @throws UsageError for a scenario without text or gold label, an unknown model or attack, a missing key
 */
export async function judge(options: JudgeOptions): Promise<JudgedStudy> {
  const scenarios = scenariosOf(options);
  if (options.models.length === 0) {
    throw new UsageError('No model is named.', {
      where: 'models',
      expected: 'at least one model',
      advice: "For example models: ['baseline:coin'], or a model made by defineModel.",
    });
  }
  const registry = withOwnMeasures(options.measures ?? []);
  const store = options.store ?? (await openSqliteStore(':memory:'));
  const close = async () => {
    if (options.store === undefined) await store.close();
  };
  try {
    await importScenarios(store, each(scenarios));
    const summary = await judged(options, store);
    const datasets = [datasetOf(options)];
    const { wordings = 1 } = options;
    const selection = { judgments: { datasets }, explanations: { datasets }, wordings };
    const measured = await measureStudy(null, { store, selection, registry });
    const measures = registry.map(({ id }) => id);
    const measure = (id: string) => measureRows(measured.results, id, registry);
    return { store, summary, measured, measures, measure, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function judged(options: JudgeOptions, store: Store): Promise<JudgeSummary> {
  const { models, attacks = ['none'], repeats = 1, wordings = 1, sampling = judgeSampling } = options;
  const own = models.filter((model) => typeof model !== 'string');
  const runtime = studyRuntime({ ...options, models: own });
  const prompts = await loadPromptPacks([options.prompts ?? 'default'].flat());
  const names = models.map((model) => (typeof model === 'string' ? model : model.id));
  const summary = await recordRun(runtime, store, 'judge()', (recorder) =>
    judgeScenarios(runtime, {
      store,
      models: modelChoices(names, options),
      prompts,
      attacks: [...new Set(attacks)],
      repeats,
      questions: firstWordings(wordings),
      sampling,
      filter: { datasets: [datasetOf(options)] },
      limits: engineLimits(options),
      dryRun: false,
      recorder,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    }),
  );
  if (summary === null) throw new Error('a run that is not dry has a summary');
  return summary;
}

function datasetOf({ dataset = 'scenarios' }: JudgeOptions): string {
  return dataset;
}

function scenariosOf(options: JudgeOptions): readonly Scenario[] {
  const scenarios = options.scenarios.map((input, position) =>
    scenarioOf(input, position + 1, datasetOf(options)),
  );
  if (scenarios.length > 0) return scenarios;
  throw new UsageError('There is no scenario to judge.', {
    where: 'scenarios',
    expected: 'at least one scenario',
    advice: "For example scenarios: [{ text: 'The nurse must be a woman.', gold: 'biased' }].",
  });
}

function scenarioOf(input: ScenarioInput, row: number, dataset: string): Scenario {
  checkInput(input, row);
  const { text, gold, category = 'unspecified', variant = 'scenario', group = null } = input;
  const sourceId = input.id ?? String(row);
  const parts: ScenarioText = typeof text === 'string' ? { kind: 'statement', statement: text } : text;
  const content = {
    dataset,
    form: typeof text === 'string' || text.kind === 'statement' ? ('emulated' as const) : text.kind,
    category,
    variant,
    polarity: null,
    gold,
    control: input.control ?? gold === 'unbiased',
    cluster: input.cluster ?? sourceId,
    group,
    text: parts,
    sourceId,
  };
  return { id: scenarioId(content), ...content, sourceRow: row };
}

/** Programs in JavaScript have no types that would say it before. */
function checkInput({ text, gold }: ScenarioInput, row: number): void {
  const where = `scenarios[${row - 1}]`;
  const example = "For example { text: 'The nurse must be a woman.', gold: 'biased' }.";
  const { kind: _, ...parts } = typeof text === 'string' ? { kind: 'statement', text } : (text ?? {});
  const isBlank = (part: unknown) => typeof part !== 'string' || part.trim() === '';
  if (Object.keys(parts).length === 0 || Object.values(parts).some(isBlank)) {
    throw new UsageError('A scenario has no text.', {
      where,
      expected: 'a text that is not empty',
      found: JSON.stringify(text) ?? 'nothing',
      advice: example,
    });
  }
  if (gold === 'biased' || gold === 'unbiased') return;
  throw new UsageError('A scenario has no gold label.', {
    where,
    expected: '"biased" or "unbiased"',
    found: JSON.stringify(gold) ?? 'nothing',
    advice: example,
  });
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
