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

/** Progress of a training run after a step. */
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
  /** Null if there was no validation after this step. */
  readonly validationLoss: number | null;
}

/** What to train, on what, and how. */
export interface TrainingRun {
  readonly config: ModelConfig;
  /** The first weights; taken over, so that they need not stay in memory. */
  readonly parameters: NamedArrays;
  /** Parameters that are used and do not change; borrowed. */
  readonly frozen: NamedArrays;
  readonly source: ExampleSource;
  /** Evaluated every `validateEvery` steps, never trained on. May be empty. */
  readonly validation: readonly TrainingExample[];
  readonly settings: TrainingSettings;
  /** Existing folder for the state from which an interrupted run continues. */
  readonly stateFolder: string;
  /** The run's settings and data, as text: only a run with the same identity continues from a saved state. */
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
}

/** How a training run ended: interrupted with its state saved, or finished with the trained weights. */
export type TrainingResult =
  | { readonly kind: 'interrupted'; readonly stepsDone: number }
  | {
      readonly kind: 'finished';
      readonly stepsDone: number;
      /** Examples that were taken from the source, a whole pool at a time. */
      readonly examplesDrawn: number;
      /** True if the validation loss did not improve for `patience` validations. */
      readonly stoppedEarly: boolean;
      /** Of the validation with the lowest loss, else of the last step. The caller disposes of them. */
      readonly parameters: NamedArrays;
      readonly parametersStep: number;
      readonly validations: readonly ValidationResult[];
    };

/**
 * Trains to the last step, until the validation loss stops improving, or until `signal` aborts; then it saves the state.
 * A run that finds its saved state continues from it, and ends with the same weights as one that was never stopped.
 *
 * @throws CheckpointError if the saved state belongs to another run, or the loss is no longer a finite number
 *
 * @example
 * const result = await train({
 *   config, parameters, frozen: {}, source, validation: [], settings, stateFolder: 'state', identity: 'first run',
 *   signal: AbortSignal.timeout(3_600_000),
 *   onProgress: ({ step, loss }) => console.log(step, loss),
 * });
 * if (result.kind === 'interrupted') console.log(`stopped after ${result.stepsDone} steps; the same call goes on`);
 */
export async function train(run: TrainingRun): Promise<TrainingResult> {
  const { settings } = run;
  const stateFile = join(run.stateFolder, 'training-state.safetensors');
  const bestFile = join(run.stateFolder, 'best.safetensors');
  const steps = trainingSteps(run.config, run.frozen, settings);
  const validationBatches = cutBatches(run.validation, settings.tokensPerBatch);
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
      throw divergence(run, state.step + 1, loss);
    }
    state = { ...afterStep(state, loss), trained, position: next };
    const validated = await validateIfDue(steps, state, validationBatches, settings);
    if (validated !== null) {
      state = { ...state, validations: [...state.validations, validated], lossesSinceValidation: [] };
      if (bestValidation(state.validations) === validated)
        await writeBestParameters(bestFile, trained.parameters);
    }
    if (state.step % settings.saveEvery === 0) await writeTrainingState(stateFile, state, run.identity);
    run.onProgress({
      step: state.step,
      steps: settings.steps,
      loss,
      learningRate: rate,
      gradientNorm,
      validationLoss: validated?.validationLoss ?? null,
      ...pace(state.step, batch.realTokens),
    });
  }
  return finished(state, settings, bestFile);
}

/** The saved state, or a new one; the run's first weights are disposed of in both cases. */
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

function divergence({ stateFolder, settings }: TrainingRun, step: number, loss: number): CheckpointError {
  return new CheckpointError('Training diverged.', {
    where: stateFolder,
    expected: 'a finite loss and gradient',
    found: `a loss of ${loss} in step ${step}`,
    advice: `Use a learning rate below ${settings.peakLearningRate}, or a longer warm-up.`,
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

/** Returns the parameters of the best validation; those of the last step are disposed of if they are others. */
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

/** Measures how fast training goes and how long it will take, from the time of this call on. */
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
