import { join } from 'node:path';
import { CheckpointError } from '../../errors/errors.ts';
import type { NamedArrays } from '../arrays.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { tree } from '../jax.ts';
import { batchStream, cutBatches, type TrainingBatch } from './training-batch.ts';
import type { ExampleSource, TrainingExample } from './training-example.ts';
import { learningRate, type TrainingSettings } from './training-settings.ts';
import {
  readBestParameters,
  readTrainingState,
  startState,
  type TrainingState,
  writeBestParameters,
  writeTrainingState,
} from './training-state.ts';
import { type TrainingSteps, trainingSteps } from './training-steps.ts';
import { bestValidation, hasStoppedImproving, mean, meanLoss, type ValidationResult } from './validation.ts';

/** Where a training run stands after a step. */
export interface TrainingProgress {
  /** Steps that are done. */
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy of the step's completions, in nats a token. */
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Without padding, since the run or its resumption started. */
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  /** Null where this step did not look at the validation examples. */
  readonly validationLoss: number | null;
}

export interface TrainingRun {
  readonly config: ModelConfig;
  /** Where training starts; taken over, so that it need not stay in memory. */
  readonly parameters: NamedArrays;
  /** Parameters that take part and do not change; borrowed. */
  readonly frozen: NamedArrays;
  readonly source: ExampleSource;
  /** Looked at every `validateEvery` steps, never learned from. May be empty. */
  readonly validation: readonly TrainingExample[];
  readonly settings: TrainingSettings;
  /** Folder that exists and keeps what an interrupted run needs to go on. */
  readonly stateFolder: string;
  /** What the run is told to do, as text: only a run that is told the same goes on from a saved state. */
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
}

export type TrainingResult =
  | { readonly kind: 'interrupted'; readonly stepsDone: number }
  | {
      readonly kind: 'finished';
      readonly stepsDone: number;
      /** Examples that were taken from the source, a whole pool at a time. */
      readonly examplesDrawn: number;
      /** True where validation had not become better for `patience` validations. */
      readonly stoppedEarly: boolean;
      /** Of the look with the lowest validation loss, of the last step where there was none; the caller's to dispose of. */
      readonly parameters: NamedArrays;
      readonly parametersStep: number;
      readonly validations: readonly ValidationResult[];
    };

/**
 * Trains to the last step, to the point where validation no longer becomes better, or until `signal` aborts, which
 * saves the state first. A run that finds its saved state goes on there, and ends with the same weights as one that was
 * never stopped.
 *
 * @throws CheckpointError where the saved state belongs to another run, or the loss is no longer a number
 */
export async function train(run: TrainingRun): Promise<TrainingResult> {
  const { settings } = run;
  const stateFile = join(run.stateFolder, 'training-state.safetensors');
  const bestFile = join(run.stateFolder, 'best.safetensors');
  const steps = trainingSteps(run.config, run.frozen, settings);
  const validation = cutBatches(run.validation, settings.tokensPerBatch);
  let state = await resumedOrNew(run, stateFile);
  const batches = batchStream(run.source, settings, state.position);
  const pace = paceMeter(settings.steps, state.step);

  while (state.step < settings.steps && !hasStoppedImproving(state.validations, settings.patience)) {
    if (run.signal.aborted) {
      await writeTrainingState(stateFile, state, run.identity);
      tree.dispose(state.trained);
      return { kind: 'interrupted', stepsDone: state.step };
    }
    const { batch, next } = batches.next().value;
    const rate = learningRate(settings, state.step);
    const { trained, loss, gradientNorm } = await steps.step(state.trained, batch, state.step, rate);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      tree.dispose(trained);
      throw lostLoss(run, state.step + 1, loss);
    }
    state = { ...afterStep(state, loss), trained, position: next };
    const look = await validateIfDue(steps, state, validation, settings);
    if (look !== null) {
      state = { ...state, validations: [...state.validations, look], lossesSinceValidation: [] };
      if (bestValidation(state.validations) === look) await writeBestParameters(bestFile, trained.parameters);
    }
    if (state.step % settings.saveEvery === 0) await writeTrainingState(stateFile, state, run.identity);
    run.onProgress({
      step: state.step,
      steps: settings.steps,
      loss,
      learningRate: rate,
      gradientNorm,
      validationLoss: look?.validationLoss ?? null,
      ...pace(state.step, batch.realTokens),
    });
  }
  return finished(state, settings, bestFile);
}

/** What was before the first step is not needed any more, whichever it is. */
async function resumedOrNew(
  { parameters, identity }: Pick<TrainingRun, 'parameters' | 'identity'>,
  stateFile: string,
): Promise<TrainingState> {
  try {
    return (await readTrainingState(stateFile, identity)) ?? startState(parameters);
  } finally {
    tree.dispose(parameters);
  }
}

function lostLoss({ stateFolder, settings }: TrainingRun, step: number, loss: number): CheckpointError {
  return new CheckpointError('Training went astray: the loss or its gradient is no longer a number.', {
    where: stateFolder,
    found: `a loss of ${loss} in step ${step}`,
    advice: `Train at a lower learning rate than ${settings.peakLearningRate}, or with a longer warm-up.`,
  });
}

function afterStep(state: TrainingState, loss: number): TrainingState {
  return { ...state, step: state.step + 1, lossesSinceValidation: [...state.lossesSinceValidation, loss] };
}

async function validateIfDue(
  steps: TrainingSteps,
  state: TrainingState,
  validation: readonly TrainingBatch[],
  { validateEvery, steps: all }: TrainingSettings,
): Promise<ValidationResult | null> {
  const due = state.step % validateEvery === 0 || state.step === all;
  if (!due || validation.length === 0) return null;
  return {
    step: state.step,
    trainingLoss: mean(state.lossesSinceValidation),
    validationLoss: await meanLoss(steps, state.trained.parameters, validation),
  };
}

/** Ends with the parameters of the best look; those of the last step are given up where they are not the same. */
async function finished(
  state: TrainingState,
  settings: TrainingSettings,
  bestFile: string,
): Promise<TrainingResult> {
  const { trained, step, validations, position } = state;
  const best = bestValidation(validations);
  const isLast = best === null || best.step === step;
  tree.dispose(trained.moments);
  if (!isLast) tree.dispose(trained.parameters);
  return {
    kind: 'finished',
    stepsDone: step,
    examplesDrawn: (position.pool + (position.batch > 0 ? 1 : 0)) * settings.poolSize,
    stoppedEarly: step < settings.steps,
    parameters: isLast ? trained.parameters : await readBestParameters(bestFile),
    parametersStep: isLast ? step : best.step,
    validations,
  };
}

type Pace = Pick<TrainingProgress, 'tokensPerSecond' | 'secondsLeft'>;

/** Tells how fast training goes and how long it will take, by the time since it was made. */
function paceMeter(steps: number, firstStep: number): (step: number, tokens: number) => Pace {
  const startedAt = performance.now();
  let tokensSoFar = 0;
  return (step, tokens) => {
    tokensSoFar += tokens;
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      tokensPerSecond: tokensSoFar / seconds,
      secondsLeft: (seconds / (step - firstStep)) * (steps - step),
    };
  };
}
