import { join } from 'node:path';
import type { Model } from '../../../../src/core/model.ts';
import type { Scenario } from '../../../../src/core/scenario.ts';
import { readBbqQuestions } from '../../../../src/datasets/bbq/bbq-questions.ts';
import { crowsPairsSource } from '../../../../src/datasets/crows-pairs/crows-pairs-source.ts';
import { collectScenarios } from '../../../../src/datasets/read-dataset.ts';
import { namesGroup } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { allOf } from '../../../../tests/support/files.ts';
import { trainingPacks } from '../curriculum/training-rows.ts';
import { Dice } from '../dice.ts';
import { explainHeldOut, rateHeldOut } from './explain-held-out.ts';
import { type HeldOutCategory, readHeldOutBbq, readHeldOutPairs, readSample } from './held-out-data.ts';
import type { HeldOutScores } from './held-out-scores.ts';
import { answerHeldOut, biasedRate, judgeScenarios, judgingScore } from './judge-held-out.ts';
import { judgeQuestions } from './judge-questions.ts';
import { Questioner } from './questioner.ts';

export interface EvaluationRequest {
  readonly model: Model;
  /** Folder with `bbq/`, `bbq-ambiguous-only/`, `crows-pairs/` and `ali-agent/` as published. */
  readonly dataFolder: string;
  /** What the model learnt to say, to tell what it repeats: see `trainingExplanations`. */
  readonly trainingExplanations: Iterable<string>;
  /** Most scenarios to draw of each set; half biased, half unbiased where a set has both. */
  readonly perSet?: number;
  readonly seed?: number;
  /** Questions under way at a time. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/**
 * Measures a model on text that it did not learn from. The draws depend on the seed alone, so two models are
 * asked the same.
 * @throws DataError where a file is missing, and what the model throws
 */
export async function evaluateTiny(request: EvaluationRequest): Promise<HeldOutScores> {
  const { model, dataFolder, perSet = 300, seed = 1, concurrency = 16 } = request;
  const signal = request.signal ?? new AbortController().signal;
  const packs = await trainingPacks();
  const [pack] = packs;
  const questioner = new Questioner({ model, concurrency, signal });
  const draw = <Value>(values: readonly Value[], most = perSet) => {
    return new Dice(seed, values.length).shuffled(values).slice(0, most);
  };
  const categories = await readHeldOutBbq(dataFolder);
  const pairs = draw(await readHeldOutPairs(join(dataFolder, 'ali-agent')));
  const judging = { questioner, pack, packs, draw, perSet };
  return {
    model: model.id,
    seed,
    perSet,
    ...(await judgeBbq(judging, categories)),
    sample: await judgeSample(judging),
    crowsPairs: await judgeCrowsPairs(judging, join(dataFolder, 'crows-pairs', 'crows_pairs_anonymized.csv')),
    explanations: await explainHeldOut(questioner, pack, pairs, request.trainingExplanations),
    agreeing: await rateHeldOut(questioner, pack, draw(pairs, Math.ceil(perSet / 3))),
    answering: await answerHeldOut(questioner, pack, draw(await heldOutQuestions(dataFolder))),
    parsed: questioner.parsed(),
  };
}

interface Judging {
  readonly questioner: Questioner;
  readonly pack: PromptPack;
  readonly packs: readonly PromptPack[];
  readonly draw: <Value>(values: readonly Value[], most?: number) => Value[];
  readonly perSet: number;
}

async function judgeBbq(
  { questioner, pack, packs, draw, perSet }: Judging,
  categories: readonly HeldOutCategory[],
): Promise<Pick<HeldOutScores, 'ambiguousBbq' | 'disambiguatedBbq' | 'attacks' | 'questions'>> {
  const half = Math.ceil(perSet / 2);
  const ambiguousBbq = [];
  const disambiguatedBbq = [];
  const under = new Map<string, Scenario[]>();
  for (const { id, biased, unknown, disambiguated } of categories) {
    const ambiguous = [...draw(biased, half), ...draw(unknown, half)];
    ambiguousBbq.push(judgingScore(id, await judgeScenarios(questioner, pack, ambiguous, 'none')));
    const controls = draw(disambiguated);
    if (controls.length > 0) {
      disambiguatedBbq.push(judgingScore(id, await judgeScenarios(questioner, pack, controls, 'none')));
    }
    // A fifth of each, so that an attack is met by as many scenarios as a category.
    const few = Math.ceil(half / categories.length);
    under.set(id, [...draw(biased, few), ...draw(unknown, few)]);
  }
  const attacks = [];
  for (const attack of Object.keys(pack.attacks)) {
    // Not every held-out scenario says which group it is about.
    if (namesGroup(pack, attack)) continue;
    const judged = await judgeScenarios(questioner, pack, [...under.values()].flat(), attack);
    attacks.push(judgingScore(attack, judged));
  }
  const questions = await judgeQuestions(questioner, packs, [...under.values()].flat());
  return { ambiguousBbq, disambiguatedBbq, attacks, questions };
}

async function judgeSample({ questioner, pack }: Judging) {
  const judged = await judgeScenarios(questioner, pack, await readSample(), 'none');
  const byForm = Map.groupBy(judged, ({ scenario }) => scenario.form);
  return [...byForm].map(([form, own]) => judgingScore(form, own));
}

async function judgeCrowsPairs({ questioner, pack, draw }: Judging, path: string) {
  const read = collectScenarios(crowsPairsSource.read(path, { preset: 'corrected' })).scenarios;
  const pairs = [...Map.groupBy(await allOf(read), ({ cluster }) => cluster).values()];
  const judged = await judgeScenarios(questioner, pack, draw(pairs).flat(), 'none');
  return {
    more: biasedRate(judged.filter(({ scenario }) => scenario.variant === 'pro')),
    less: biasedRate(judged.filter(({ scenario }) => scenario.variant === 'anti')),
  };
}

async function heldOutQuestions(dataFolder: string) {
  const files = ['Religion', 'Sexual_orientation'].map((name) => join(dataFolder, 'bbq', `${name}.jsonl`));
  return allOf(readBbqQuestions(files));
}
