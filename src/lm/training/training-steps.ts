import type { ModelConfig } from '../checkpoint/model-config.ts';
import { outerParameters } from '../decoder/parameters.ts';
import { type numpy as np, tree } from '../jax.ts';
import { type AdamWSettings, adamwUpdates, type Moments, type Named } from './adamw.ts';
import { type CompiledPasses, compilePasses, lessonOf } from './compiled-passes.ts';
import { forward, lossAndGradients } from './loss-and-gradients.ts';
import type { TrainingBatch } from './training-batch.ts';

/** What changes from step to step. */
export type Trained = {
  readonly parameters: Named;
  readonly moments: Moments;
};

interface StepResult {
  readonly trained: Trained;
  readonly loss: number;
  /** Norm of the gradient before it was shortened. */
  readonly gradientNorm: number;
}

/** Computes losses and steps of one model; compiles once for each shape of a batch. */
export interface TrainingSteps {
  /** @param trained taken over */
  step(trained: Trained, batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult>;
  /** Loss of the batch. @param parameters borrowed */
  loss(parameters: Named, batch: TrainingBatch): Promise<number>;
}

/** @param frozen parameters that take part and do not change; borrowed */
export function trainingSteps(config: ModelConfig, frozen: Named, settings: AdamWSettings): TrainingSteps {
  const passesOf = onceAShape(config);
  const update = adamwUpdates(settings);
  return {
    async step(trained, batch, step, learningRate) {
      const { loss, gradients } = await lossAndGradients(
        config,
        passesOf(batch),
        trained.parameters,
        frozen,
        batch,
      );
      const updated = await update(trained, gradients, step, learningRate);
      return { ...updated, loss: await scalar(loss) };
    },
    async loss(parameters, batch) {
      const passes = passesOf(batch);
      const all = { ...frozen, ...parameters };
      const given = await forward(config, passes, all, batch);
      const last = given.pop();
      if (last === undefined) throw new Error('nothing came forward');
      tree.dispose(given);
      return scalar(passes.loss(tree.ref(outerParameters(all)), last, lessonOf(batch)));
    },
  };
}

function onceAShape(config: ModelConfig): (batch: TrainingBatch) => CompiledPasses {
  const compiled = new Map<string, CompiledPasses>();
  return ({ batch, tokens }) => {
    const key = `${batch}x${tokens}`;
    const passes = compiled.get(key) ?? compilePasses(config, batch, tokens);
    compiled.set(key, passes);
    return passes;
  };
}

async function scalar(array: np.Array): Promise<number> {
  return Number((await array.data())[0]);
}
