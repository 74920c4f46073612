import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parameterShapes } from '../checkpoint/parameter-shapes.ts';
import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { tree } from '../jax.ts';
import { tensorsToWrite } from '../tensors-to-write.ts';
import { mergeLora } from '../training/merge-lora.ts';
import type { BaseModel } from './base-model.ts';
import type { FinetuningRequest } from './finetuning-request.ts';
import type { FinetuningResult } from './finetuning-result.ts';
import { learn } from './learn.ts';
import { prepareTrainingSet } from './prepare-lesson.ts';

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
  const { parameters, stepsDone, stoppedEarly, parametersStep: writtenStep, looks } = result;
  const isLora = request.options.loraRank > 0;
  const whole = isLora ? mergeLora(frozen, parameters) : tree.ref(parameters);
  tree.dispose([frozen, parameters]);
  await write(request, lesson.base, whole);
  tree.dispose(whole);
  await rm(stateFolder, { recursive: true, force: true });
  return { kind: 'finished', plan, stepsDone, stoppedEarly, writtenStep, looks };
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
