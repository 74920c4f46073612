import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tensorsToWrite } from '../arrays.ts';
import { parameterShapes } from '../checkpoint/model-config.ts';
import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { tree } from '../jax.ts';
import { loraParameters, mergeLora } from '../training/lora.ts';
import { type TrainingResult, train } from '../training/train.ts';
import { epochs } from '../training/training-example.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import type { BaseModel } from './base-model.ts';
import type { FinetuningPlan, FinetuningRequest, FinetuningResult } from './finetuning-request.ts';
import { claimStateFolder, examplesDigest, type RunIdentity, trainingPlan } from './training-plan.ts';
import { prepareTrainingSet, type TrainingSet } from './training-set.ts';

/**
 * Trains a model on rows and writes a new checkpoint. An interrupted run saves its state in `.training` in the folder;
 * the same request continues it, and ends with the same bytes as one that was never stopped.
 *
 * @throws UsageError if no row fits the model's context, or another run was interrupted in the folder
 * @throws CheckpointError if there is no model to start from, or the weights cannot be written in the requested type;
 * the saved state then remains
 */
export async function finetune(request: FinetuningRequest): Promise<FinetuningResult> {
  const stateFolder = join(request.out, '.training');
  const trainingSet = await prepareTrainingSet(request);
  const { plan, result, frozen } = await trainOn(request, trainingSet, stateFolder);
  if (result.kind === 'interrupted') {
    tree.dispose(frozen);
    return { kind: 'interrupted', plan, stepsDone: result.stepsDone };
  }
  const { parameters, stepsDone, stoppedEarly, parametersStep: writtenStep, validations } = result;
  const isLora = request.options.loraRank > 0;
  const whole = isLora ? mergeLora(frozen, parameters) : tree.ref(parameters);
  tree.dispose([frozen, parameters]);
  await write(request, trainingSet.base, whole);
  tree.dispose(whole);
  await rm(stateFolder, { recursive: true, force: true });
  return { kind: 'finished', plan, stepsDone, stoppedEarly, writtenStep, validations };
}

async function write(
  { out, options }: FinetuningRequest,
  { config, generation, tokenizerFiles }: BaseModel,
  parameters: Parameters,
): Promise<void> {
  const inOrder = [...parameterShapes(config).keys()].flatMap((name) => {
    const array = parameters[name];
    return array === undefined ? [] : [[name, array] as const];
  });
  const tensors = tensorsToWrite(Object.fromEntries(inOrder));
  await writeCheckpoint(out, { config, generation, tokenizerFiles, tensors, type: options.type });
}

interface Trained {
  readonly plan: FinetuningPlan;
  readonly result: TrainingResult;
  /** Weights that did not change: the base model's with LoRA, none without. The caller disposes of them. */
  readonly frozen: Parameters;
}

/** Trains the model on its training set. @throws UsageError if another run was interrupted in the state's folder */
async function trainOn(
  request: FinetuningRequest,
  trainingSet: TrainingSet,
  stateFolder: string,
): Promise<Trained> {
  const { base, training, validation } = trainingSet;
  const { loraRank, seed } = request.options;
  const settings = trainingPlan(request.options, training, request.start.kind === 'scratch');
  const { parameters, digest } = await base.parameters();
  const identity = identityOf(request, trainingSet, settings, digest);
  await claimStateFolder(stateFolder, identity);
  const isLora = loraRank > 0;
  const trained = isLora ? loraParameters(base.config, loraRank, seed) : parameters;
  const frozen = isLora ? parameters : {};
  const plan = planOf(trainingSet, settings, trained);
  request.onPlan(plan);
  const result = await train({
    config: base.config,
    parameters: trained,
    frozen,
    source: epochs(training, seed),
    validation,
    settings,
    stateFolder,
    identity: JSON.stringify(identity),
    signal: request.signal,
    onProgress: request.onProgress,
  });
  return { plan, result, frozen };
}

/** Everything that the final weights depend on. How often the state is saved is not part of it. */
function identityOf(
  { start, options }: FinetuningRequest,
  { training, validation }: TrainingSet,
  settings: TrainingSettings,
  weights: string,
): RunIdentity {
  return {
    start: start.kind,
    weights,
    'training rows': examplesDigest(training),
    'validation rows': examplesDigest(validation),
    steps: settings.steps,
    'learning rate': settings.peakLearningRate,
    'batch tokens': settings.tokensPerBatch,
    lora: options.loraRank,
    seed: options.seed,
    'validation share': options.validationShare,
    patience: options.patience,
  };
}

function planOf(
  { base, training, validation, tooLong }: TrainingSet,
  { steps, peakLearningRate }: TrainingSettings,
  trained: Parameters,
): FinetuningPlan {
  const product = (shape: readonly number[]): number => shape.reduce((all, length) => all * length, 1);
  const sum = (shapes: Iterable<readonly number[]>): number =>
    Iterator.from(shapes).reduce((total, shape) => total + product(shape), 0);
  return {
    trainingRows: training.length,
    validationRows: validation.length,
    tooLong,
    steps,
    learningRate: peakLearningRate,
    parameters: sum(parameterShapes(base.config).values()),
    trainedParameters: sum(Object.values(trained).map(({ shape }) => shape)),
  };
}
