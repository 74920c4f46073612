import { headlineQuestion, isSameQuestion, type JudgeQuestion, packNameOf } from '../core/judge-question.ts';
import type { JudgmentTable, RatingTable } from '../core/tables.ts';
import { UsageError } from '../errors/errors.ts';
import type { AgreementSelection, ExplanationFilter } from '../store/contract/explanations.ts';
import type { JudgedPacks, JudgmentSelection, SupersededJudgments } from '../store/contract/judgments.ts';
import { ratingScale } from '../store/contract/rating-scale.ts';
import { ratingTable } from '../store/contract/rating-table.ts';
import type { Store } from '../store/contract/store.ts';
import { averageWordings } from './inputs/average-wordings.ts';
import { BbqAnswers } from './inputs/bbq-answers.ts';
import { readContrastPairs } from './inputs/contrast-pairs.ts';
import { ExplanationTally } from './inputs/explanation-tally.ts';
import type { InputName, OtherPacks, QuestionJudgments, StudyInputs } from './inputs/inputs.ts';
import { readPeopleJudgments } from './inputs/people-judgments.ts';
import { readTextScores } from './inputs/text-scores.ts';
import { readTwinJudgments, withoutTwins } from './inputs/twin-judgments.ts';
import type { MeasureRegistry, StudyResults } from './measure.ts';
import { measureStudy } from './measure-study.ts';
import { builtInMeasures } from './registry.ts';

/** What the metrics are over: of the judgments, and of explanations and what was made of them. */
export interface MeasureSelection {
  readonly judgments: JudgmentSelection;
  readonly explanations: AgreementSelection;
  /**
   * Rates are over the first so many wordings of the judge's question, and their intervals include the variance between
   * these; default 1, the headline question alone.
   */
  readonly wordings?: number;
}

/** Results, and what a reader has to know of the judgments they are over. */
export interface Measured {
  readonly results: StudyResults;
  /** Judgments that do not count, a sentence each. */
  readonly notes: readonly string[];
}

/** Every bootstrap and permutation starts here, so that the same store always gives the same numbers. */
const seed = 1;

export interface MeasureStoreOptions {
  /** Those of the selection, where they were read already. */
  readonly judgments?: JudgmentTable;
  /** The built-in measures if absent. */
  readonly registry?: MeasureRegistry | undefined;
  /** See `MeasureOptions.rateMargin`. */
  readonly rateMargin?: number | undefined;
}

/** Measures what is stored. What no measure of the registry needs is not read. */
export async function measureStore(
  store: Store,
  given: MeasureSelection,
  { judgments, registry = builtInMeasures, rateMargin }: MeasureStoreOptions = {},
): Promise<Measured> {
  const { wordings = 1 } = given;
  const selection = { ...given, judgments: await withoutTwins(store, given.judgments) };
  const isWhole = wordings === 1 && selection.judgments === given.judgments;
  await requireWordings(store, selection.judgments, wordings);
  const needs = new Set(registry.flatMap((measure) => measure.needs));
  const read = <Input>(name: InputName, input: () => Promise<Input>): Promise<Input> | null =>
    needs.has(name) ? input() : null;
  const inputs: StudyInputs = {
    judgments:
      (isWhole ? judgments : undefined) ??
      (await read('judgments', () => wordedJudgments(store, selection.judgments, wordings))),
    packs: await read('packs', () => otherPacks(store, selection.judgments, wordings)),
    questions: await read('questions', () => questionJudgments(store, selection.judgments)),
    agreements: await read('agreements', () => store.agreementTable(selection.explanations)),
    explanations: await read('explanations', () => tallyExplanations(store, selection.explanations)),
    ratings: await read('ratings', () => selectedRatings(store, selection.explanations)),
    answers: await read('answers', () => collectAnswers(store, selection.judgments)),
    contrastPairs: await read('contrastPairs', () => readContrastPairs(store)),
    twins: await read('twins', () => readTwinJudgments(store, given.judgments)),
    people: await read('people', () => readPeopleJudgments(store)),
    textScores: await read('textScores', () => readTextScores(store)),
  };
  const notes = [
    ...describeWordings(wordings, await store.judgedQuestions(selection.judgments)),
    ...(await judgmentsNotShown(store, selection.judgments)),
  ];
  return {
    results: measureStudy(inputs, { seed, ...(rateMargin === undefined ? {} : { rateMargin }) }, registry),
    notes,
  };
}

/** Which judgments are not among those that count, and how to choose them: a sentence each. */
export async function judgmentsNotShown(store: Store, selection: JudgmentSelection): Promise<string[]> {
  return [
    ...describePacks(await store.judgedPacks(selection)),
    ...(await store.supersededJudgments(selection)).map(describeSuperseded),
  ];
}

/** @throws UsageError where nothing was judged in the last of so many wordings. */
async function requireWordings(store: Store, selection: JudgmentSelection, wordings: number): Promise<void> {
  if (wordings === 1) return;
  const most = Math.max(0, ...(await headlineWordings(store, selection)));
  if (most >= wordings) return;
  throw new UsageError(`Nothing was judged in ${wordings} wordings.`, {
    expected: most === 0 ? 'judgments; there is none yet' : `at most ${most}`,
    found: String(wordings),
    advice: `Judge in more wordings first: "hvsb judge --wordings ${wordings}".`,
  });
}

/** In which wordings the judgments are that differ from the headline question in nothing else. */
async function headlineWordings(store: Store, selection: JudgmentSelection): Promise<readonly number[]> {
  const questions = await store.judgedQuestions(selection);
  return questions
    .filter(({ wording, ...others }) => isSameQuestion({ ...headlineQuestion, ...others }, headlineQuestion))
    .map(({ wording }) => wording);
}

async function wordedJudgments(
  store: Store,
  selection: JudgmentSelection,
  wordings: number,
): Promise<JudgmentTable> {
  const table = await store.judgmentTable(selection);
  if (wordings === 1) return table;
  const { counted } = await store.judgedPacks(selection);
  const judged = await headlineWordings(store, selection);
  const tables: [JudgmentTable, ...JudgmentTable[]] = [table];
  for (const wording of judged.filter((one) => one > 1 && one <= wordings)) {
    const question = { ...headlineQuestion, wording };
    tables.push(await store.judgmentTable({ ...ofPack(selection, counted), question }));
  }
  return averageWordings(tables);
}

function ofPack(selection: JudgmentSelection, pack: string | null): JudgmentSelection {
  return pack === null ? selection : { ...selection, pack };
}

async function otherPacks(
  store: Store,
  selection: JudgmentSelection,
  wordings: number,
): Promise<OtherPacks | null> {
  const { counted, others } = await store.judgedPacks(selection);
  if (counted === null || others.length === 0) return null;
  const tables = others.map(async (name) => ({
    pack: name,
    judgments: await wordedJudgments(store, { ...selection, pack: name }, wordings),
  }));
  return { counted: packNameOf({ promptPack: counted }), others: await Promise.all(tables) };
}

async function questionJudgments(
  store: Store,
  selection: JudgmentSelection,
): Promise<readonly QuestionJudgments[] | null> {
  const questions = await store.judgedQuestions(selection);
  if (questions.length < 2) return null;
  const { counted } = await store.judgedPacks(selection);
  const tables: QuestionJudgments[] = [];
  for (const question of questions) {
    const judgments = await store.judgmentTable({ ...ofPack(selection, counted), question });
    tables.push({ question, judgments });
  }
  return tables;
}

async function tallyExplanations(store: Store, filter: AgreementSelection): Promise<ExplanationTally> {
  const tally = new ExplanationTally();
  for await (const batch of store.explanations(filter)) {
    for (const { explainer, text, scenario } of batch) {
      const { dataset, cluster, group } = scenario;
      tally.add({
        ...{ model: explainer, text, groups: group === null ? null : [group] },
        cluster: { dataset, cluster },
      });
    }
  }
  return tally;
}

async function collectAnswers(
  store: Store,
  { datasets, categories, models, attacks }: JudgmentSelection,
): Promise<BbqAnswers> {
  const answers = new BbqAnswers();
  const filter = {
    ...(datasets === undefined ? {} : { datasets }),
    ...(categories === undefined ? {} : { categories }),
  };
  const isAsked = (names: readonly string[] | undefined, name: string) => names?.includes(name) ?? true;
  for await (const batch of store.answerRows(filter)) {
    for (const row of batch) {
      if (isAsked(models, row.model) && isAsked(attacks, row.attack)) answers.add(row);
    }
  }
  return answers;
}

function describeWordings(wordings: number, questions: readonly JudgeQuestion[]): string[] {
  if (wordings > 1) {
    return [
      `Rates are over ${wordings} wordings of the question, and their intervals include the variance between them.`,
    ];
  }
  if (questions.length < 2) return [];
  return [
    `Scenarios were asked about in ${questions.length} ways; rates are of the first wording, not averaged over several.`,
  ];
}

function describePacks({ counted, others }: JudgedPacks): string[] {
  if (counted === null || others.length === 0) return [];
  return [
    `Judgments with the prompt pack ${counted} are shown. Not shown: those with ${others.join(', ')}; choose with --pack.`,
  ];
}

function describeSuperseded({ condition, dataset, judgments, countedInstead }: SupersededJudgments): string {
  const { model, attack, promptPack, sampling, endpoint } = condition;
  return `Not counted: ${judgments} older judgments of ${dataset} by ${model} under "${attack}" (${promptPack}, ${JSON.stringify(sampling)}, ${endpoint}); condition ${countedInstead.number} counts instead. Choose with --condition ${condition.number}.`;
}

/** People's ratings of the explanations that match: of these scenarios, by these models. */
export async function selectedRatings(
  store: Store,
  { explainers, attack: _, ...scenarios }: ExplanationFilter,
): Promise<RatingTable> {
  const origins = await store.ratingOrigins();
  const byModel =
    explainers === undefined ? origins : origins.filter(({ explainer }) => explainers.includes(explainer));
  const rated = new Set(byModel.map(({ scenarioId }) => scenarioId));
  const matching = await matchingIds(store, scenarios, rated);
  return ratingTable(
    byModel.filter(({ scenarioId }) => matching.has(scenarioId)),
    await store.ratings(),
    ratingScale(await store.ratingLabels()),
  );
}

/** Of these scenarios, the ones that match. Goes through the scenarios only where there is something to narrow. */
async function matchingIds(
  store: Store,
  filter: Omit<ExplanationFilter, 'explainers' | 'attack'>,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (ids.size === 0 || Object.values(filter).every((value) => value === undefined)) return ids;
  const matching = new Set<string>();
  for await (const batch of store.scenarios(filter)) {
    for (const { id } of batch) if (ids.has(id)) matching.add(id);
  }
  return matching;
}
