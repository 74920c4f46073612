import type { NamedArrays } from '../arrays.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { outerParameters } from '../decoder/parameters.ts';
import { type numpy as np, tree } from '../jax.ts';
import { type AdamWSettings, adamwUpdates, type Trained } from './adamw.ts';
import {
  type CompiledPasses,
  compilePasses,
  forward,
  lossAndGradients,
  targetTokensOf,
} from './loss-and-gradients.ts';
import type { TrainingBatch } from './training-batch.ts';

interface StepResult {
  readonly trained: Trained;
  readonly loss: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/** Computes losses and steps of one model; compiles once for each shape of a batch. */
export interface TrainingSteps {
  /** @param trained taken over */
  step(trained: Trained, batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult>;
  /** Loss of the batch. @param parameters borrowed */
  loss(parameters: NamedArrays, batch: TrainingBatch): Promise<number>;
}

/** @param frozen parameters that are used and do not change; borrowed */
export function trainingSteps(
  config: ModelConfig,
  frozen: NamedArrays,
  settings: AdamWSettings,
): TrainingSteps {
  const passesOf = compiledByShape(config);
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
      const rotary = passes.rotary();
      const inputs = await forward(config, passes, all, batch, rotary);
      const last = inputs.pop();
      if (last === undefined) throw new Error('The pass gave no output.');
      tree.dispose([inputs, rotary]);
      return scalar(passes.loss(tree.ref(outerParameters(all)), last, targetTokensOf(batch)));
    },
  };
}

function compiledByShape(config: ModelConfig): (batch: TrainingBatch) => CompiledPasses {
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
