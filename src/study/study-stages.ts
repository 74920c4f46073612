import type { Stage } from '../core/condition.ts';
import type { Sampling } from '../core/model.ts';
import type { Spending } from '../engine/engine.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import { answerSampling } from '../stages/answer/answer.ts';
import { emulateSampling } from '../stages/emulate/emulate.ts';
import { judgeSampling } from '../stages/judge/judge.ts';
import type { RunRecorder } from '../stages/run-recorder.ts';
import type { Store } from '../store/contract/store.ts';
import type { CallSettings } from './call-stage.ts';
import type { Study, StudyModel } from './file/study-schema.ts';
import { judgeUntil } from './judge-until.ts';
import { studyFilter } from './measure-study.ts';
import { requireModels } from './opened-models.ts';
import {
  type CallOptions,
  engineLimits,
  type ModelChoice,
  modelChoices,
  type StudyRuntime,
} from './runtime.ts';
import { turnsOf } from './serving/served-models.ts';
import type { Sharing } from './sharing/share-stage.ts';
import { waitForOthers } from './sharing/wait-for-others.ts';
import {
  type AgreeSummary,
  type AnswerSummary,
  agreeOnExplanations,
  answerQuestions,
  type EmulateSummary,
  type ExplainSummary,
  emulateStatements,
  explainScenarios,
  type JudgeSummary,
  judgeScenarios,
} from './stages.ts';
import { chosen } from './summaries/sum-calls.ts';
import { firstWordings, judgeInAllWays, type SensitivitySummary } from './validity/sensitivity.ts';
import { scoredTexts, scoreTexts, type TextScoreSummary } from './validity/text-scores.ts';
import { storedTwins } from './validity/twins.ts';

/** What the stages of a study share. */
export interface StudyWork {
  readonly runtime: StudyRuntime;
  readonly store: Store;
  readonly study: Study;
  readonly calls: CallOptions;
  /** Scenarios are judged with each; the other stages use the first. */
  readonly packs: readonly [PromptPack, ...PromptPack[]];
  /** Plans the calls and sends none. */
  readonly dryRun: boolean;
  readonly recorder: RunRecorder | null;
  /** Judgments are asked for again, for the n-th time; see `Sampling.wave`. */
  readonly wave?: number;
  /** Which of the models this process asks; default all. */
  readonly mayAsk?: (model: string) => boolean;
  /** Where several workers do the study together. */
  readonly sharing?: Pick<Sharing, 'work' | 'mostRanges'>;
}

/**
 * Models that are asked together: the one for which a server is started, or null for all for which none is.
 * Undefined: all models of the study.
 */
export type Turn = string | null | undefined;

/**
 * The stages of a study that call models, within one budget; each gives null where the file does not ask for it,
 * asks no model of the turn, or the user has stopped the run before.
 */
export class StudyStages {
  readonly #work: StudyWork;
  #spent: Spending = { tokens: 0, usd: 0 };
  #waits = false;
  #explanationsWait = false;
  #isLeft = false;

  constructor(work: StudyWork) {
    this.#work = work;
  }

  /** Whether the stage that was run last left calls to a batch that has not ended. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Whether something is left to workers that are not there. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** Waits until a stage is done by all workers. False where nobody is there who does what is left. */
  async whenDone(stage: Stage): Promise<boolean> {
    const { sharing, runtime, mayAsk = () => true } = this.#work;
    if (sharing === undefined) return true;
    const isDone = await sharing.work.whileWaiting(() =>
      waitForOthers(sharing.work, stage, { ...runtime, mayAsk }),
    );
    if (!isDone) this.#isLeft = true;
    return isDone;
  }

  async emulate(): Promise<EmulateSummary | null> {
    const { emulate, datasets } = this.#work.study;
    const calls = this.#callsOf(emulate === undefined ? [] : [emulate.model], undefined);
    if (emulate === undefined || calls === null) return null;
    return emulateStatements(this.#work.runtime, {
      ...calls,
      filter: { datasets: datasets.map((dataset) => dataset.dataset) },
      perType: emulate.perType,
      sampling: emulateSampling,
    });
  }

  async judge(turn?: Turn): Promise<JudgeSummary | null> {
    const { judge } = this.#work.study;
    const calls = this.#callsOf(undefined, turn);
    if (judge === undefined || calls === null) return null;
    const filter = studyFilter(this.#work.study);
    const { attacks, repeat, wordings, stop, temperature, maxTokens } = judge;
    const request = {
      ...calls,
      prompts: this.#work.packs,
      attacks,
      repeats: repeat,
      sampling: { ...sampling(temperature, maxTokens), ...this.#wave },
      filter,
      questions: firstWordings(wordings),
    };
    return stop === undefined
      ? judgeScenarios(this.#work.runtime, request)
      : judgeUntil(this.#work.runtime, { ...request, ...stop });
  }

  /** With the sampling of the judgments, so that nothing is asked twice. */
  async sensitivity(turn?: Turn): Promise<SensitivitySummary | null> {
    const { sensitivity, judge } = this.#work.study;
    const calls = this.#callsOf(sensitivity?.models, turn);
    if (sensitivity === undefined || calls === null) return null;
    const { n, seed, wordings, attacks, repeat } = sensitivity;
    const filter = studyFilter(this.#work.study);
    return judgeInAllWays(this.#work.runtime, {
      ...calls,
      attacks,
      repeats: repeat,
      sampling: judge === undefined ? judgeSampling : sampling(judge.temperature, judge.maxTokens),
      filter,
      size: n,
      seed,
      wordings,
    });
  }

  /** Under the headline question, with the sampling of the judgments. */
  async judgeTwins(turn?: Turn): Promise<JudgeSummary | null> {
    const { twins, judge, datasets } = this.#work.study;
    const calls = this.#callsOf(twins?.models, turn);
    if (twins === undefined || calls === null) return null;
    const filter = await storedTwins(
      this.#work.store,
      datasets.map(({ dataset }) => dataset),
    );
    return judgeScenarios(this.#work.runtime, {
      ...calls,
      purpose: 'twins',
      attacks: twins.attacks,
      repeats: twins.repeat,
      sampling: judge === undefined ? judgeSampling : sampling(judge.temperature, judge.maxTokens),
      filter,
    });
  }

  /** Where it is planned, it says how many texts; nothing is sent to be answered. */
  async contamination(turn?: Turn): Promise<readonly TextScoreSummary[] | null> {
    const { contamination, datasets } = this.#work.study;
    const calls = this.#callsOf(contamination?.models, turn);
    if (contamination === undefined || calls === null) return null;
    const { store, dryRun, runtime } = this.#work;
    const { n: size, seed, share } = contamination;
    const request = {
      ...{ store, size, seed, share, models: calls.models },
      datasets: datasets.map(({ dataset }) => dataset),
    };
    const texts = (await scoredTexts(request)).length;
    if (!dryRun && texts > 0) return scoreTexts(runtime, request);
    const planned = `the probabilities of ${texts} texts by each of ${request.models.length} models.`;
    const nothing =
      'nothing to score, as no twin of these datasets was made: those that are there were published as pairs.';
    runtime.onEvent?.({ kind: 'notice', message: `Contamination: ${texts === 0 ? nothing : planned}` });
    return null;
  }

  async explain(turn?: Turn): Promise<ExplainSummary | null> {
    const { explain } = this.#work.study;
    const calls = this.#callsOf(explain?.models, turn);
    if (explain === undefined || calls === null) return null;
    const { n, seed, sample, attack, repeat, temperature, maxTokens } = explain;
    const { sample: _, ...unsampled } = studyFilter(this.#work.study);
    const filter = sample === undefined ? unsampled : { ...unsampled, sample };
    const summary = await explainScenarios(this.#work.runtime, {
      ...calls,
      attacks: [attack],
      repeats: repeat,
      sampling: sampling(temperature, maxTokens),
      filter,
      ...(n === undefined ? {} : { draw: { size: n, seed } }),
    });
    this.#explanationsWait = this.#waits;
    return summary;
  }

  async agree(turn?: Turn): Promise<AgreeSummary | null> {
    const { agree, explain, datasets } = this.#work.study;
    const calls = this.#callsOf(agree?.raters, turn);
    if (agree === undefined || calls === null) return null;
    const { explainers, repeat, temperature, maxTokens } = agree;
    const filter = {
      datasets: datasets.map((dataset) => dataset.dataset),
      attack: explain?.attack ?? 'none',
      ...(explainers === undefined ? {} : { explainers }),
    };
    if (this.#explanationsWait && (await this.#work.store.countExplanations(filter)) === 0) {
      const message =
        'There is nothing to agree with yet: all explanations wait for a batch. Run the study again.';
      this.#work.runtime.onEvent?.({ kind: 'notice', message });
      return null;
    }
    return agreeOnExplanations(this.#work.runtime, {
      ...calls,
      repeats: repeat,
      sampling: sampling(temperature, maxTokens),
      filter,
    });
  }

  async answer(turn?: Turn): Promise<AnswerSummary | null> {
    const { answer, datasets } = this.#work.study;
    const calls = this.#callsOf(answer?.models, turn);
    if (answer === undefined || calls === null) return null;
    const filter = { datasets: datasets.map((dataset) => dataset.dataset) };
    return answerQuestions(this.#work.runtime, {
      ...calls,
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
    const { emulate, judge, sensitivity, twins, explain, agree, answer } = this.#work.study;
    const named: (readonly string[] | undefined)[] = [
      ...(emulate === undefined ? [] : [[emulate.model]]),
      ...(judge === undefined ? [] : [undefined]),
      ...(sensitivity === undefined ? [] : [sensitivity.models]),
      ...(twins === undefined ? [] : [twins.models]),
      ...(explain === undefined ? [] : [explain.models]),
      ...(agree === undefined ? [] : [agree.raters]),
      ...(answer === undefined ? [] : [answer.models]),
    ];
    const { mayAsk = () => true } = this.#work;
    for (const names of named) {
      const own = this.#choices(names).filter(({ model }) => mayAsk(model));
      await requireModels(this.#work.runtime, own);
    }
  }

  get #wave(): Pick<Sampling, 'wave'> {
    const { wave = 0 } = this.#work;
    return wave === 0 ? {} : { wave };
  }

  /** Whom the stages ask one after the other; the one whose server runs comes first of those that have one. */
  turns(): readonly Turn[] {
    const choices = this.#choices(undefined);
    const places = turnsOf(choices, this.#work.runtime).filter(
      ([place = 0]) => choices[place]?.serve !== undefined,
    );
    if (places.length === 0) return [undefined];
    return [null, ...chosen(choices, places.flat()).map(({ model }) => model)];
  }

  /**
   * What all stages share; null where the user has stopped the run, or the turn has none of the models. Without names, the calls go
   * to all models of the study.
   */
  #callsOf(
    names: readonly string[] | undefined,
    turn: Turn,
  ):
    | (CallSettings & { readonly store: Store; readonly prompts: PromptPack; readonly limit?: number })
    | null {
    const { store, packs, study, dryRun, recorder, runtime, sharing, mayAsk = () => true } = this.#work;
    const calls = studyCalls(study, this.#work.calls);
    const everyone = this.#choices(names).filter(
      ({ model, serve }) => turn === undefined || turn === (serve === undefined ? null : model),
    );
    const models = everyone.filter(({ model }) => mayAsk(model));
    const isNobody = (sharing === undefined ? models : everyone).length === 0;
    if (isNobody || runtime.signal.aborted) return null;
    const { peers, budget: allowance } = sharing?.work ?? {};
    return {
      store,
      prompts: packs[0],
      models,
      limits: {
        ...engineLimits(calls),
        alreadySpent: this.#spent,
        ...(peers && { peers }),
        ...(allowance && { allowance }),
      },
      ...(sharing && { sharing: { ...sharing, everyone, left: () => (this.#isLeft = true) } }),
      dryRun,
      recorder,
      ...(calls.limit === undefined ? {} : { limit: calls.limit }),
      ended: ({ spent, modelRuns }) => {
        this.#spent = spent;
        this.#waits = modelRuns.some(({ stopped }) => stopped?.reason === 'batch');
      },
    };
  }

  #choices(names: readonly string[] | undefined): readonly ModelChoice[] {
    const { models } = this.#work.study;
    const chosen = names?.map((name) => models.find(({ model }) => model === name) ?? { model: name });
    return choicesFor(chosen ?? models, this.#work.calls);
  }
}

function sampling(temperature: number | null, maxTokens: number): Sampling {
  return { ...(temperature === null ? {} : { temperature }), maxTokens };
}

/** How the study's calls are made: what the caller says over what the file says. */
export function studyCalls({ limits }: Pick<Study, 'limits'>, calls: CallOptions): CallOptions {
  return {
    ...(limits.concurrency === undefined ? {} : { concurrency: limits.concurrency }),
    ...(limits.timeoutSeconds === undefined ? {} : { timeoutSeconds: limits.timeoutSeconds }),
    ...(limits.attempts === undefined ? {} : { attempts: limits.attempts }),
    ...(limits.maxWaitMinutes === undefined ? {} : { maxWaitMinutes: limits.maxWaitMinutes }),
    ...(limits.budgetUsd === undefined ? {} : { budgetUsd: limits.budgetUsd }),
    ...(limits.budgetTokens === undefined ? {} : { budgetTokens: limits.budgetTokens }),
    ...(limits.offPeak === undefined ? {} : { offPeak: limits.offPeak }),
    ...calls,
  };
}

/** Models of the study, each once, with their address and price; what the caller says over what the file says. */
export function choicesFor(models: readonly StudyModel[], calls: CallOptions): readonly ModelChoice[] {
  const byName = new Map(models.map((model) => [model.model, model]));
  return modelChoices([...byName.keys()], calls).map((given) => {
    const { baseUrl, headers, attackRole, price, batch, serve } = byName.get(given.model) ?? {};
    return {
      ...(baseUrl === undefined ? {} : { baseUrl: [baseUrl].flat().join(','), isFromFile: true }),
      ...(headers === undefined ? {} : { headers }),
      ...(attackRole === undefined ? {} : { attackRole }),
      ...(batch === undefined ? {} : { batch }),
      ...(serve === undefined ? {} : { serve }),
      ...(price === undefined
        ? {}
        : { price: { inputPerMillion: price.input, outputPerMillion: price.output } }),
      ...given,
    };
  });
}
