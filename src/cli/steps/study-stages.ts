import type { Sampling } from '../../core/model.ts';
import type { Spending } from '../../engine/engine.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import { agreeStage } from '../../stages/agree/agree.ts';
import { answerSampling, answerStage } from '../../stages/answer/answer.ts';
import { emulateSampling } from '../../stages/emulate/emulate.ts';
import { explainable } from '../../stages/explain/explain.ts';
import { judgeStage } from '../../stages/judge/judge.ts';
import type { RunRecorder } from '../../stages/run-recorder.ts';
import type { Store } from '../../store/contract/store.ts';
import type { Study, StudyModel } from '../../study/study-schema.ts';
import type { CommandContext } from '../command-context.ts';
import type { CallOptions } from '../options.ts';
import {
  type AgreeSummary,
  type AnswerSummary,
  type CallSettings,
  callStep,
  type ExplainSummary,
  explainStep,
  type JudgeSummary,
} from './calls.ts';
import { chooseExplanations, chooseQuestions, chooseScenarios } from './choose-subjects.ts';
import { type EmulateSummary, emulateStep } from './emulate.ts';
import { studyFilter } from './metrics.ts';
import { engineLimits, type ModelChoice, modelChoices, requireModels } from './model-choice.ts';

/**
 * The stages of a study that call models, within one budget; each gives null where the file does not ask for it
 * or the user has stopped the run before.
 */
export class StudyStages {
  readonly #context: CommandContext;
  readonly #store: Store;
  readonly #study: Study;
  readonly #options: CallOptions;
  readonly #prompts: PromptPack;
  readonly #recorder: RunRecorder | null;
  #spent: Spending = { tokens: 0, usd: 0 };

  constructor(
    context: CommandContext,
    store: Store,
    study: Study,
    options: CallOptions,
    prompts: PromptPack,
    recorder: RunRecorder | null,
  ) {
    this.#context = context;
    this.#store = store;
    this.#study = study;
    this.#options = options;
    this.#prompts = prompts;
    this.#recorder = recorder;
  }

  async emulate(): Promise<EmulateSummary | null> {
    const { emulate, datasets } = this.#study;
    if (emulate === undefined || this.#context.interrupted) return null;
    return emulateStep(this.#context, {
      ...this.#callsOf([emulate.model]),
      filter: { datasets: datasets.map((dataset) => dataset.dataset) },
      perType: emulate.perType,
      sampling: emulateSampling,
    });
  }

  async judge(): Promise<JudgeSummary | null> {
    const { judge } = this.#study;
    if (judge === undefined || this.#context.interrupted) return null;
    const filter = studyFilter(this.#study);
    await chooseScenarios(this.#store, filter);
    const { attacks, repeat, temperature, maxTokens } = judge;
    return callStep(this.#context, judgeStage, {
      ...this.#callsOf(undefined),
      attacks,
      repeats: repeat,
      sampling: sampling(temperature, maxTokens),
      filter,
    });
  }

  async explain(): Promise<ExplainSummary | null> {
    const { explain } = this.#study;
    if (explain === undefined || this.#context.interrupted) return null;
    const { models, n, seed, sample, attack, repeat, temperature, maxTokens } = explain;
    const { sample: _, ...unsampled } = studyFilter(this.#study);
    const filter = sample === undefined ? unsampled : { ...unsampled, sample };
    await chooseScenarios(this.#store, explainable(filter));
    return explainStep(this.#context, {
      ...this.#callsOf(models),
      attacks: [attack],
      repeats: repeat,
      sampling: sampling(temperature, maxTokens),
      filter,
      ...(n === undefined ? {} : { draw: { size: n, seed } }),
    });
  }

  async agree(): Promise<AgreeSummary | null> {
    const { agree, explain, datasets } = this.#study;
    if (agree === undefined || this.#context.interrupted) return null;
    const { raters, explainers, repeat, temperature, maxTokens } = agree;
    const filter = {
      datasets: datasets.map((dataset) => dataset.dataset),
      attack: explain?.attack ?? 'none',
      ...(explainers === undefined ? {} : { explainers }),
    };
    await chooseExplanations(this.#store, filter);
    return callStep(this.#context, agreeStage, {
      ...this.#callsOf(raters),
      repeats: repeat,
      sampling: sampling(temperature, maxTokens),
      filter,
    });
  }

  async answer(): Promise<AnswerSummary | null> {
    const { answer, datasets } = this.#study;
    if (answer === undefined || this.#context.interrupted) return null;
    const filter = { datasets: datasets.map((dataset) => dataset.dataset) };
    await chooseQuestions(this.#store, filter);
    return callStep(this.#context, answerStage, {
      ...this.#callsOf(answer.models),
      attacks: answer.attacks,
      repeats: answer.repeat,
      sampling: answerSampling,
      orderSeed: answer.seed,
      filter,
    });
  }

  /**
   * Fails on a missing key of any stage's models, before hours of another stage.
   * @throws UsageError
   */
  async requireModels(): Promise<void> {
    const { emulate, judge, explain, agree, answer } = this.#study;
    const named = [
      ...(emulate === undefined ? [] : [[emulate.model]]),
      ...(judge === undefined ? [] : [undefined]),
      ...(explain === undefined ? [] : [explain.models]),
      ...(agree === undefined ? [] : [agree.raters]),
      ...(answer === undefined ? [] : [answer.models]),
    ];
    for (const names of named) await requireModels(this.#context, this.#choices(names));
  }

  /** What all stages share. Without names, the calls go to all models of the study. */
  #callsOf(names: readonly string[] | undefined): CallSettings & { store: Store; prompts: PromptPack } {
    const limits = engineLimits(callOptions(this.#study, this.#options));
    return {
      store: this.#store,
      prompts: this.#prompts,
      models: this.#choices(names),
      limits: { ...limits, alreadySpent: this.#spent },
      dryRun: this.#options.dryRun === true,
      recorder: this.#recorder,
      ended: ({ spent }) => {
        this.#spent = spent;
      },
    };
  }

  #choices(names: readonly string[] | undefined): readonly ModelChoice[] {
    const { models } = this.#study;
    const chosen = names?.map((name) => models.find(({ model }) => model === name) ?? { model: name });
    return choicesFor(chosen ?? models, this.#options);
  }
}

function sampling(temperature: number | null, maxTokens: number): Sampling {
  return { ...(temperature === null ? {} : { temperature }), maxTokens };
}

/** Flags over file. */
function callOptions({ limits }: Study, options: CallOptions): CallOptions {
  return {
    ...(limits.concurrency === undefined ? {} : { concurrency: limits.concurrency }),
    ...(limits.timeoutSeconds === undefined ? {} : { timeout: limits.timeoutSeconds }),
    ...(limits.attempts === undefined ? {} : { attempts: limits.attempts }),
    ...(limits.budgetUsd === undefined ? {} : { budgetUsd: limits.budgetUsd }),
    ...(limits.budgetTokens === undefined ? {} : { budgetTokens: limits.budgetTokens }),
    ...options,
  };
}

/** A model of the study with its address and price; flags over file. */
export function choicesFor(models: readonly StudyModel[], options: CallOptions): readonly ModelChoice[] {
  const fromFlags = modelChoices(
    models.map((model) => model.model),
    options,
  );
  return models.map(({ model, baseUrl, price }, position) => ({
    model,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(price === undefined
      ? {}
      : { price: { inputPerMillion: price.input, outputPerMillion: price.output } }),
    ...fromFlags[position],
  }));
}
