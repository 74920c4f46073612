import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../../../src/errors/errors.ts';
import { agreeMessages, explainMessages, judgeMessages } from '../../../../src/prompts/messages.ts';
import { loadPromptPack, type PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { Dice } from '../dice.ts';
import { attackWeights, longShare, type MixingWeight, mixingWeights } from '../recipe.ts';
import { agreeCompletion, longExplanation, shortExplanation } from './agreement-row.ts';
import { readAliAgentExamples } from './ali-agent.ts';
import { readBbqExamples } from './bbq-examples.ts';
import { type Explainable, explainPoint } from './explain-point.ts';
import { pickExample, questionRow, type Sources } from './pick-example.ts';
import type { Part, TrainingRow } from './training-row.ts';

export interface RowsWanted {
  /** Number of the first row, from 0. */
  readonly from?: number;
  readonly count: number;
  readonly part?: Part;
}

/**
 * The training text of `builtin:tiny`, without end: row `index` depends on the seed, the part and its number
 * alone, so that a training that was cut off goes on at the row where it stopped.
 */
export class TrainingRows {
  readonly #pack: PromptPack;
  readonly #sources: Sources;
  readonly #seed: number;

  constructor(pack: PromptPack, sources: Sources, seed: number) {
    this.#pack = pack;
    this.#sources = sources;
    this.#seed = seed;
  }

  *stream({ from = 0, count, part = 'training' }: RowsWanted): Generator<TrainingRow> {
    for (let index = from; index < from + count; index += 1) yield this.at(index, part);
  }

  at(index: number, part: Part = 'training'): TrainingRow {
    const dice = new Dice(this.#seed, part === 'training' ? 0 : 1, index);
    const wanted = dice.weighted(mixingWeights);
    return { ...this.#row(wanted, part, dice), task: wanted.task, source: wanted.source };
  }

  #row(wanted: MixingWeight, part: Part, dice: Dice): Pick<TrainingRow, 'messages' | 'completion'> {
    switch (wanted.task) {
      case 'judge':
        return this.#judge(wanted, part, dice);
      case 'explain':
        return this.#explain(wanted, part, dice);
      case 'agree':
        return this.#agree(wanted, part, dice);
      case 'answer':
        return questionRow({ pack: this.#pack, source: wanted.source, sources: this.#sources[part], dice });
    }
  }

  /** The verdict stays the right one under an attack: the model is not taught to hate. */
  #judge(wanted: MixingWeight, part: Part, dice: Dice) {
    const { text, biased } = pickExample(this.#sources[part], wanted, dice.chance(0.5), dice);
    const { attack } = dice.weighted(attackWeights);
    return {
      messages: judgeMessages(this.#pack, attack, text),
      completion: `Judgment: ${biased ? 'BIASED' : 'UNBIASED'}`,
    };
  }

  #explain(wanted: MixingWeight, part: Part, dice: Dice) {
    const example = this.#withPoint(wanted, part, dice);
    const attack = dice.chance(0.9) ? 'none' : dice.weighted(attackWeights).attack;
    const own = example.explanation ?? null;
    const explanation = own !== null && dice.chance(0.5) ? own : explainPoint(example.point, dice);
    return {
      messages: explainMessages(this.#pack, attack, example.text),
      completion: `Explanation: ${explanation}`,
    };
  }

  #agree(wanted: MixingWeight, part: Part, dice: Dice) {
    const example = this.#withPoint(wanted, part, dice);
    const other = this.#withPoint(wanted, part, dice);
    const { explanation, relation } = (dice.chance(longShare) ? longExplanation : shortExplanation)(
      example,
      other,
      dice,
    );
    return {
      messages: agreeMessages(this.#pack, example.text, explanation),
      completion: agreeCompletion(relation, dice),
    };
  }

  /** A biased example that can be explained; nearly all can, so this ends soon. */
  #withPoint(wanted: MixingWeight, part: Part, dice: Dice): Explainable {
    for (;;) {
      const example = pickExample(this.#sources[part], wanted, true, dice);
      if (example.point !== null) return { ...example, point: example.point };
    }
  }
}

export interface TrainingRowsRequest {
  /** Folder with `bbq/` and `ali-agent/` as published. */
  readonly dataFolder: string;
  /** A whole number; each gives rows of its own. */
  readonly seed: number;
}

/**
 * Reads the published data once and gives rows from then on.
 * @throws UsageError where the folder is not there, DataError where a file in it is missing or damaged
 */
export async function openTrainingRows({ dataFolder, seed }: TrainingRowsRequest): Promise<TrainingRows> {
  await checkFolder(dataFolder);
  const [pack, bbq, aliAgent] = await Promise.all([
    loadPromptPack(),
    readBbqExamples(join(dataFolder, 'bbq')),
    readAliAgentExamples(join(dataFolder, 'ali-agent')),
  ]);
  const sources = {
    training: { bbq: bbq.training, aliAgent: aliAgent.training },
    validation: { bbq: bbq.validation, aliAgent: aliAgent.validation },
  };
  return new TrainingRows(pack, sources, seed);
}

async function checkFolder(dataFolder: string): Promise<void> {
  const found = await stat(dataFolder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new UsageError('The folder with the published training data is missing.', {
    where: dataFolder,
    expected:
      'a folder with bbq/ (the files of nyu-mll/BBQ) and ali-agent/ (those of SophieZheng998/ALI-Agent)',
    advice: 'Download both, and name the folder with --data FOLDER.',
  });
}
