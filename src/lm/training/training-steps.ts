import type { ModelConfig } from '../checkpoint/model-config.ts';
import { blockUntilReady, jit, numpy as np, tree, valueAndGrad } from '../jax.ts';
import { type AdamWSettings, adamwStep, type Moments, type Named } from './adamw.ts';
import { type BatchArrays, completionLoss } from './completion-loss.ts';
import type { TrainingBatch } from './training-batch.ts';

/** What changes from step to step. */
export type Trained = {
  readonly parameters: Named;
  readonly moments: Moments;
};

export interface StepResult {
  readonly trained: Trained;
  readonly loss: number;
  readonly gradientNorm: number;
}

/** Computes losses and steps of one model; compiles once for each shape of a batch. */
export interface TrainingSteps {
  /** @param trained taken over */
  step(trained: Trained, batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult>;
  /** Loss of the batch. @param parameters borrowed */
  loss(parameters: Named, batch: TrainingBatch): Promise<number>;
}

type Shape = { readonly batch: number; readonly tokens: number };
type Scalars = { readonly rate: np.Array; readonly first: np.Array; readonly second: np.Array };

/** @param frozen parameters that take part and do not change; borrowed */
export function trainingSteps(config: ModelConfig, frozen: Named, settings: AdamWSettings): TrainingSteps {
  const lossOf = (shape: Shape) => (trained: Named, still: Named, arrays: BatchArrays) =>
    completionLoss({ ...still, ...trained }, config, shape, arrays);
  const compiledLoss = onceAShape((shape) => jit(lossOf(shape)));
  const compiledGradient = onceAShape((shape) => jit(valueAndGrad(lossOf(shape))));
  const update = jit((parameters: Named, moments: Moments, gradients: Named, scalars: Scalars) =>
    adamwStep(settings, parameters, moments, gradients, scalars.rate, scalars),
  );
  return {
    async step({ parameters, moments }, batch, step, learningRate) {
      const [loss, gradients] = compiledGradient(batch)(
        tree.ref(parameters),
        tree.ref(frozen),
        arraysOf(batch),
      );
      const { gradientNorm, ...trained } = update(parameters, moments, gradients, {
        rate: np.array(learningRate),
        first: np.array(1 / (1 - settings.beta1 ** (step + 1))),
        second: np.array(1 / (1 - settings.beta2 ** (step + 1))),
      });
      await blockUntilReady(trained);
      return { trained, loss: await scalar(loss), gradientNorm: await scalar(gradientNorm) };
    },
    loss: (parameters, batch) =>
      scalar(compiledLoss(batch)(tree.ref(parameters), tree.ref(frozen), arraysOf(batch))),
  };
}

function onceAShape<Result>(make: (shape: Shape) => Result): (shape: Shape) => Result {
  const made = new Map<string, Result>();
  return ({ batch, tokens }) => {
    const key = `${batch}x${tokens}`;
    const known = made.get(key) ?? make({ batch, tokens });
    made.set(key, known);
    return known;
  };
}

function arraysOf(batch: TrainingBatch): BatchArrays {
  return {
    ids: np.array(batch.ids, { dtype: np.int32 }),
    places: np.array(batch.places, { dtype: np.int32 }),
    targets: np.array(batch.targets, { dtype: np.int32 }),
    weights: np.array(batch.weights),
  };
}

async function scalar(array: np.Array): Promise<number> {
  return Number((await array.data())[0]);
}
