import type { EngineResult, EngineRun, ModelRun, ModelRunProgress } from '../../engine/engine.ts';
import { HvsbError } from '../../errors/errors.ts';
import type { StageRun } from '../../stages/define-stage.ts';
import type { CallPlan, StageCall } from '../../stages/plan-calls.ts';
import { RangeRun } from '../../work/range-run.ts';
import type { SharedModels, Sharing } from './share-stage.ts';

interface RangedRunsOptions<Outcome extends string> {
  readonly signal: AbortSignal;
  /** Absent where this process does all of the stage. */
  readonly sharing: Sharing | undefined;
  readonly shared: SharedModels;
  readonly runs: readonly StageRun<Outcome>[];
  readonly plans: readonly CallPlan[];
}

/** The model runs of a stage of which this worker does what it gets; those of models that are not shared are as they were. */
export class RangedRuns<Outcome extends string> {
  readonly modelRuns: readonly ModelRun<StageCall>[];
  readonly #sharing: Sharing | undefined;
  readonly #plans: readonly CallPlan[];
  readonly #ranged: readonly (RangeRun<StageCall> | null)[];
  #run: EngineRun | null = null;
  #isWhole = false;
  #fault: string | null = null;

  constructor({ signal, sharing, shared, runs, plans }: RangedRunsOptions<Outcome>) {
    this.#sharing = sharing;
    this.#plans = plans;
    this.#ranged = runs.map(({ modelRun, callsIn }, position) => {
      const stage = shared.get(modelRun.model.id);
      if (stage === undefined || sharing === undefined) return null;
      const { work, mostRanges } = sharing;
      const isEnding = () => signal.aborted || hasEnded(this.#run?.progress()[position]);
      return new RangeRun({ work, stage, modelRun, callsIn, mostRanges, isEnding });
    });
    this.modelRuns = runs.map(({ modelRun }, position) => this.#ranged[position]?.modelRun ?? modelRun);
  }

  /** The run of the engine over them, in whose progress, once all is done, what others did is stored. */
  follow(run: EngineRun): EngineRun {
    this.#run = run;
    return { done: this.#result(run), progress: () => this.#progress(run), stop: run.stop.bind(run) };
  }

  /** Gives back what is not done, and of the budget what is not spent. */
  async end(): Promise<void> {
    for (const [position, ranged] of this.#ranged.entries()) {
      const stopped = this.#run?.progress()[position]?.stopped?.message;
      await ranged?.end(this.#fault ?? stopped ?? 'The worker has stopped.');
    }
    await this.#sharing?.work.budget?.giveBack();
  }

  async #result(run: EngineRun): Promise<EngineResult> {
    try {
      const result = await run.done;
      this.#isWhole = !result.partial;
      return { ...result, modelRuns: this.#progress(run) };
    } catch (error) {
      this.#fault = error instanceof HvsbError ? error.message : 'A fault in hvsb.';
      throw error;
    }
  }

  #progress(run: EngineRun): readonly ModelRunProgress[] {
    return run.progress().map((model, position) => {
      if (!this.#isWhole || !this.#ranged[position]) return model;
      const planned = Math.max(model.planned, this.#plans[position]?.planned ?? 0);
      return { ...model, planned, stored: planned - model.answered - model.failed };
    });
  }
}

/** Whether nothing more is sent to a model, whatever is left. */
function hasEnded(progress: ModelRunProgress | undefined): boolean {
  return progress !== undefined && (progress.stopped !== null || progress.takesNoSystemRole);
}
