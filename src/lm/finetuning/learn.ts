import { parameterShapes } from '../checkpoint/parameter-shapes.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { epochs } from '../training/epochs.ts';
import { loraParameters } from '../training/lora-parameters.ts';
import { type TrainingResult, train } from '../training/train.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import type { FinetuningRequest } from './finetuning-request.ts';
import type { FinetuningPlan } from './finetuning-result.ts';
import type { TrainingSet } from './prepare-lesson.ts';
import { claimStateFolder, type RunIdentity } from './run-identity.ts';
import { examplesDigest, trainingPlan } from './training-plan.ts';

export interface Learned {
  readonly plan: FinetuningPlan;
  readonly result: TrainingResult;
  /** Weights that took part and did not change: the base model's with low-rank pairs, none without. The caller's to dispose of. */
  readonly frozen: Parameters;
}

/** Trains the model on its lesson. @throws UsageError where another run was interrupted in the state's folder */
export async function learn(
  request: FinetuningRequest,
  lesson: TrainingSet,
  stateFolder: string,
): Promise<Learned> {
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
