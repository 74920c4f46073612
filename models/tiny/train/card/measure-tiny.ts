import { parameterShapes } from '../../../../src/lm/checkpoint/model-config.ts';
import { openModel } from '../../../../src/models/open-model.ts';
import { openTrainingRows } from '../curriculum/training-rows.ts';
import { evaluateTiny } from '../evaluation/evaluate-tiny.ts';
import { trainingExplanations } from '../evaluation/explain-held-out.ts';
import { config, seed as firstSeed, mixingWeights, rowsText } from '../recipe.ts';
import type { Finished } from '../train-tiny.ts';
import type { TinyResults } from './tiny-results.ts';

export interface Measuring {
  readonly dataFolder: string;
  /** Folder of the checkpoint. */
  readonly folder: string;
  readonly note: string | null;
  /** The trainings whose weights this one started from. */
  readonly before: TinyResults['training']['before'];
}

/** All that the model card tells: what the model is, how it was trained, how it does on held-out text. */
export async function measureTiny(
  trained: Finished,
  { dataFolder, folder, note, before }: Measuring,
): Promise<TinyResults> {
  const { seed, settings, mixture } = trained.plan;
  const rows = await openTrainingRows({ dataFolder, seed, mixture });
  const model = await openModel(`checkpoint:${folder}`);
  const scores = await evaluateTiny({
    model,
    dataFolder,
    trainingExplanations: [
      ...trainingExplanations(rows, trained.examplesDrawn),
      ...(await earlierExplanations(dataFolder, before)),
    ],
  });
  await model.close();
  return {
    model: {
      parameters: [...parameterShapes(config).values()].reduce(
        (sum, shape) => sum + shape.reduce((product, length) => product * length, 1),
        0,
      ),
      layers: config.layers,
      hiddenSize: config.hiddenSize,
      vocabularySize: config.vocabularySize,
      contextTokens: config.maxPositions,
    },
    training: {
      seed,
      steps: trained.stepsDone,
      tokensPerStep: settings.tokensPerBatch,
      peakLearningRate: settings.peakLearningRate,
      rows: trained.examplesDrawn,
      weightsOfStep: trained.parametersStep,
      minutes: trained.minutes,
      mixture,
      text: rowsText,
      before,
      note,
      curve: trained.validations.map(({ step, trainingLoss, validationLoss }) => ({
        step,
        loss: trainingLoss,
        validationLoss,
      })),
    },
    scores: { ...scores, model: 'builtin:tiny' },
  };
}

/** What the model was taught to say in the trainings before: all of them have the recipe's first rows. */
async function earlierExplanations(dataFolder: string, before: Measuring['before']): Promise<string[]> {
  const most = Math.max(0, ...before.map(({ rows }) => rows));
  const rows = await openTrainingRows({ dataFolder, seed: firstSeed, mixture: mixingWeights });
  return [...trainingExplanations(rows, most)];
}
