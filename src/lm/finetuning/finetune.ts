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
 * Trains a model on rows and writes it as a checkpoint of its own. An interrupted run keeps its state in `.training`
 * within the folder; the same request goes on there, and ends with the same bytes as one that was never stopped.
 *
 * @throws UsageError where no row fits the model's context, or another run was interrupted in the folder
 * @throws CheckpointError where there is no model to start from, or the weights cannot be written in the type asked for;
 * the state is then kept
 */
export async function finetune(request: FinetuningRequest): Promise<FinetuningResult> {
  const stateFolder = join(request.out, '.training');
  const lesson = await prepareTrainingSet(request);
  const { plan, result, frozen } = await learn(request, lesson, stateFolder);
  if (result.kind === 'interrupted') {
    tree.dispose(frozen);
    return { kind: 'interrupted', plan, stepsDone: result.stepsDone };
  }
  const { parameters, stepsDone, stoppedEarly, parametersStep: writtenStep, validations } = result;
  const isLora = request.options.loraRank > 0;
  const whole = isLora ? mergeLora(frozen, parameters) : tree.ref(parameters);
  tree.dispose([frozen, parameters]);
  await write(request, lesson.base, whole);
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

interface Learned {
  readonly plan: FinetuningPlan;
  readonly result: TrainingResult;
  /** Weights that took part and did not change: the base model's with low-rank pairs, none without. The caller's to dispose of. */
  readonly frozen: Parameters;
}

/** Trains the model on its lesson. @throws UsageError where another run was interrupted in the state's folder */
async function learn(request: FinetuningRequest, lesson: TrainingSet, stateFolder: string): Promise<Learned> {
  const { base, training, validation } = lesson;
  const { loraRank, seed } = request.options;
  const settings = trainingPlan(request.options, training, request.start.kind === 'scratch');
  const { parameters, digest } = await base.parameters();
  const identity = identityOf(request, lesson, settings, digest);
  await claimStateFolder(stateFolder, identity);
  const isLora = loraRank > 0;
  const trained = isLora ? loraParameters(base.config, loraRank, seed) : parameters;
  const frozen = isLora ? parameters : {};
  const plan = planOf(lesson, settings, trained);
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

/** All that decides about the weights; how often they are saved does not. */
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
