import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { headlineQuestion, type JudgeQuestion, labelsOf } from '../../../../src/core/judge-question.ts';
import { UsageError } from '../../../../src/errors/errors.ts';
import { loadPromptPacks } from '../../../../src/prompts/load-prompt-pack.ts';
import { agreeMessages, explainMessages, judgeMessages } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { questionsOf } from '../../../../src/prompts/prompt-variants.ts';
import { Dice } from '../dice.ts';
import {
  attackWeights,
  headlineShare,
  longShare,
  type MixingWeight,
  mixingWeights,
  ownExplanationShare,
  packWeights,
} from '../recipe.ts';
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
 * The training text of `builtin:tiny`, without end: row `index` depends only on the seed, the part and its number, so
 * that an interrupted training continues at the row where it stopped.
 */
export class TrainingRows {
  readonly #packs: readonly PackToAsk[];
  /** The pack of every task but judging. */
  readonly #pack: PromptPack;
  readonly #sources: Sources;
  readonly #seed: number;
  readonly #mixture: readonly MixingWeight[];

  /** @param packs with the default pack first */
  constructor(
    packs: readonly [PromptPack, ...PromptPack[]],
    sources: Sources,
    seed: number,
    mixture: readonly MixingWeight[] = mixingWeights,
  ) {
    this.#packs = packs.map((pack) => ({ pack, questions: questionsOf(pack), weight: weightOf(pack) }));
    this.#pack = packs[0];
    this.#sources = sources;
    this.#seed = seed;
    this.#mixture = mixture;
  }

  *stream({ from = 0, count, part = 'training' }: RowsWanted): Generator<TrainingRow> {
    for (let index = from; index < from + count; index += 1) yield this.at(index, part);
  }

  at(index: number, part: Part = 'training'): TrainingRow {
    const dice = new Dice(this.#seed, part === 'training' ? 0 : 1, index);
    const wanted = dice.weighted(this.#mixture);
    return { ...this.#row(wanted, part, dice), task: wanted.task, source: wanted.source };
  }

  #row(
    wanted: MixingWeight,
    part: Part,
    dice: Dice,
  ): Pick<TrainingRow, 'messages' | 'completion' | 'question'> {
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
    const { pack, questions } = dice.weighted(this.#packs);
    const question = dice.chance(headlineShare) ? headlineQuestion : dice.pick(questions);
    const labels = labelsOf(question);
    return {
      messages: judgeMessages(pack, attack, text, question),
      completion: `Judgment: ${biased ? labels.biased : labels.unbiased}`,
      question,
    };
  }

  #explain(wanted: MixingWeight, part: Part, dice: Dice) {
    const example = this.#withPoint(wanted, part, dice);
    const attack = dice.chance(0.9) ? 'none' : dice.weighted(attackWeights).attack;
    const own = example.explanation ?? null;
    const explanation =
      own !== null && dice.chance(ownExplanationShare) ? own : explainPoint(example.point, dice);
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

interface PackToAsk {
  readonly pack: PromptPack;
  readonly questions: readonly JudgeQuestion[];
  readonly weight: number;
}

function weightOf({ name }: PromptPack): number {
  const found = packWeights.find(({ pack }) => pack === name);
  if (found === undefined) throw new Error(`The recipe has no weight for the prompt pack "${name}".`);
  return found.weight;
}

/** The packs that `builtin:tiny` is trained to answer, the default pack first. */
export async function trainingPacks(): Promise<readonly [PromptPack, ...PromptPack[]]> {
  const [first, ...others] = await loadPromptPacks(packWeights.map(({ pack }) => pack));
  if (first === undefined) throw new Error('The recipe names no prompt pack.');
  return [first, ...others];
}

export interface TrainingRowsRequest {
  /** Folder with `bbq/` and `ali-agent/` as published. */
  readonly dataFolder: string;
  /** A whole number; each gives rows of its own. */
  readonly seed: number;
  /** Kinds of rows and their shares; by default those of a training from random weights. */
  readonly mixture?: readonly MixingWeight[];
}

/**
 * Reads the published data once and gives rows from then on.
 * @throws UsageError where the folder is not there, DataError where a file in it is missing or damaged
 */
export async function openTrainingRows({
  dataFolder,
  seed,
  mixture,
}: TrainingRowsRequest): Promise<TrainingRows> {
  await checkFolder(dataFolder);
  const [packs, bbq, aliAgent] = await Promise.all([
    trainingPacks(),
    readBbqExamples(join(dataFolder, 'bbq')),
    readAliAgentExamples(join(dataFolder, 'ali-agent')),
  ]);
  const sources = {
    training: { bbq: bbq.training, aliAgent: aliAgent.training },
    validation: { bbq: bbq.validation, aliAgent: aliAgent.validation },
  };
  return new TrainingRows(packs, sources, seed, mixture);
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
