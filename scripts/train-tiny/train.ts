// Makes the weights of the model that ships, `builtin:tiny`. Stopped, it goes on where it was.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCheckpoint } from '../../src/lm/checkpoint/write-checkpoint.ts';
import { initialParameters } from '../../src/lm/decoder/initial-parameters.ts';
import { tensorsToWrite } from '../../src/lm/tensors-to-write.ts';
import { type ChatEncoder, chatExample } from '../../src/lm/training/chat-example.ts';
import { train } from '../../src/lm/training/train.ts';
import type { TrainingExample } from '../../src/lm/training/training-example.ts';
import { openTrainingRows } from './open-training-rows.ts';
import { config, seed, settings, taskWeights, validationRows } from './recipe.ts';
import { encoderOf, tinyTokenizer } from './tiny-tokenizer.ts';
import type { TrainingRow } from './training-row.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    state: { type: 'string', default: '.train-tiny' },
    out: { type: 'string', default: 'models/tiny' },
    steps: { type: 'string', default: String(settings.steps) },
  },
});

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

const rows = await openTrainingRows({ dataFolder: values.data, seed });
const tokenizerFiles = await tinyTokenizer(rows);
const encoder = encoderOf(tokenizerFiles);
await mkdir(values.state, { recursive: true });
const plan = { ...settings, steps: Number(values.steps) };
const result = await train({
  config,
  parameters: initialParameters(config, seed),
  frozen: {},
  source: { at: (index) => exampleOf(encoder, rows.at(index)) },
  validation: [...rows.stream({ from: 0, count: validationRows, part: 'validation' })].map((row) =>
    exampleOf(encoder, row),
  ),
  settings: plan,
  stateFolder: values.state,
  identity: JSON.stringify({ config, settings: plan, seed, taskWeights }),
  signal: interruption.signal,
  onProgress: ({ step, steps, loss, validationLoss, tokensPerSecond, secondsLeft }) => {
    if (step % 10 !== 0 && validationLoss === null) return;
    const looked = validationLoss === null ? '' : `  validation ${validationLoss.toFixed(4)}`;
    const pace = `${Math.round(tokensPerSecond)} tokens/s, ${Math.round(secondsLeft / 60)} min left`;
    console.log(`step ${step} of ${steps}  loss ${loss.toFixed(4)}${looked}  ${pace}`);
  },
});

if (result.kind === 'interrupted') {
  console.log(`Stopped after ${result.stepsDone} steps; the same command goes on there.`);
  process.exit(1);
}
await writeCheckpoint(values.out, {
  config,
  generation: {
    bosTokenId: null,
    eosTokenIds: config.eosTokenIds,
    padTokenId: config.padTokenId,
    sample: false,
    temperature: null,
    topP: null,
    topK: null,
    repetitionPenalty: null,
  },
  tokenizerFiles,
  tensors: tensorsToWrite(result.parameters),
  type: 'F16',
});
console.log(`Weights of step ${result.parametersStep} are in ${join(values.out)}.`);

function exampleOf(chat: ChatEncoder, { task, messages, completion }: TrainingRow): TrainingExample {
  return chatExample(chat, messages, completion, taskWeights[task]);
}
