import { exportedRows } from '../exported-rows.ts';

/** A scenario as it is exported. */
export interface ScenarioRow {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: string;
  readonly cluster: string;
  readonly group: string | null;
}

/** An exported judgment, with the cluster of its scenario; `error` where the call failed. */
export interface JudgmentLine {
  readonly scenario: string;
  /** Different in different datasets. */
  readonly cluster: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: string;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: string;
}

export interface ExplanationLine {
  readonly model: string;
  readonly outcome: string;
  readonly text: string;
  readonly group: string | null;
  readonly cluster: string;
  readonly dataset: string;
}

export interface AgreementLine {
  readonly scenario: string;
  readonly explanation: number;
  readonly cluster: string;
  readonly dataset: string;
  readonly explainer: string;
  readonly rater: string;
  /** Of the explanation and of its reading. */
  readonly repeat: string;
  readonly outcome: string;
}

export interface AnswerLine {
  readonly dataset: string;
  readonly category: string;
  readonly cluster: string;
  readonly ambiguous: boolean;
  readonly polarity: string;
  readonly right: string;
  readonly model: string;
  readonly attack: string;
  readonly outcome: string;
}

export interface RatingLine {
  readonly item: number;
  readonly explanation: number;
  readonly scenario: string;
  readonly explainer: string;
  readonly rater: string;
  readonly value: number;
}

/** All that the tables are computed from. */
export interface ExportedStudy {
  readonly scenarios: readonly ScenarioRow[];
  readonly judgments: readonly JudgmentLine[];
  /** With which pack, and with which others the same scenarios were judged. */
  readonly pack: string | null;
  readonly otherPacks: ReadonlyMap<string, readonly JudgmentLine[]>;
  readonly explanations: readonly ExplanationLine[];
  readonly agreements: readonly AgreementLine[];
  readonly answers: readonly AnswerLine[];
  /** Without items that were skipped. */
  readonly ratings: readonly RatingLine[];
}

/** Which part of a study: packs as they are called, the first of them being the one that counts. */
export interface StudyPart {
  readonly packs?: readonly string[];
  readonly datasets?: readonly string[];
}

/** Has the program export all tables, and joins them with their scenarios and with the calls that failed. */
export async function exportedStudy(
  folder: string,
  { packs = ['default'], datasets }: StudyPart = {},
): Promise<ExportedStudy> {
  const words = datasets === undefined ? [] : ['--dataset', datasets.join()];
  const scenarios = await exportedRows<ScenarioRow>(folder, 'scenarios', words);
  const joined = joiner(scenarios);
  const failures = await exportedRows<FailureRow>(folder, 'failures');
  const [judgments = [], ...others] = await inTurn(packs, async (pack) =>
    judgmentLines(
      await exportedRows<JudgmentRow>(folder, 'judgments', [...words, '--pack', pack]),
      failures,
      joined,
    ),
  );
  const explanations = await exportedRows<ExplanationRow>(folder, 'explanations', words);
  return {
    scenarios,
    judgments,
    pack: packs[0] ?? null,
    otherPacks: new Map(others.map((lines, i) => [packs[i + 1] ?? '', lines])),
    explanations: explanations.flatMap((row) => joined(row)),
    agreements: agreementLines(
      await exportedRows<AgreementRow>(folder, 'agreements', words),
      failures,
      explanations,
      joined,
    ),
    answers: await exportedRows<AnswerLine>(folder, 'answers', words),
    ratings: (await exportedRows<RatingRow>(folder, 'ratings')).flatMap((row) =>
      joined(row).flatMap(({ value, ...line }) => (value === null ? [] : [{ ...line, value }])),
    ),
  };
}

interface OfScenario {
  readonly scenario_id: string;
}

interface JudgmentRow extends OfScenario {
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: string;
  readonly prompt_pack: string;
}

interface ExplanationRow extends OfScenario {
  readonly explanation: number;
  readonly model: string;
  readonly repeat: number;
  readonly outcome: string;
  readonly text: string;
}

interface AgreementRow extends OfScenario {
  readonly explanation: number;
  readonly explainer: string;
  readonly rater: string;
  readonly repeat: number;
  readonly outcome: string;
}

interface RatingRow extends OfScenario {
  readonly item: number;
  readonly explanation: number;
  readonly explainer: string;
  readonly rater: string;
  readonly value: number | null;
}

interface FailureRow extends OfScenario {
  readonly stage: string;
  readonly prompt_pack: string;
  readonly model: string;
  readonly attack: string;
  readonly explanation: number | null;
  readonly repeat: number;
}

/** Adds what a row's scenario says; without a row of a scenario that is not of this part. */
function joiner(scenarios: readonly ScenarioRow[]) {
  const found = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
  return <Row extends OfScenario>({ scenario_id, ...row }: Row) => {
    const scenario = found.get(scenario_id);
    if (scenario === undefined) return [];
    const { id, dataset, category, variant, gold, cluster, group } = scenario;
    const own = { dataset, category, variant, gold, group, cluster: `${dataset} ${cluster}` };
    return [{ ...row, ...own, scenario: id }];
  };
}

type Joiner = ReturnType<typeof joiner>;

type Asked = Readonly<Record<'model' | 'attack' | 'prompt_pack' | 'dataset', string>>;

/** A failure counts where its model, attack and prompt pack count for the dataset. */
function judgmentLines(
  rows: readonly JudgmentRow[],
  failures: readonly FailureRow[],
  joined: Joiner,
): JudgmentLine[] {
  const lines = rows.flatMap((row) => joined(row));
  const asked = ({ model, attack, prompt_pack, dataset }: Asked) =>
    JSON.stringify([model, attack, prompt_pack, dataset]);
  const counting = new Set(lines.map(asked));
  const failed = failures
    .filter(({ stage }) => stage === 'judge')
    .flatMap((row) => joined(row))
    .filter((line) => counting.has(asked(line)));
  return [...lines, ...failed.map((line) => ({ ...line, outcome: 'error' }))];
}

function agreementLines(
  rows: readonly AgreementRow[],
  failures: readonly FailureRow[],
  explanations: readonly ExplanationRow[],
  joined: Joiner,
): AgreementLine[] {
  const written = new Map(explanations.map((row) => [row.explanation, row]));
  const failed = failures.flatMap(({ explanation, stage, ...row }) => {
    const explainer = written.get(explanation ?? 0)?.model;
    if (stage !== 'agree' || explanation === null || explainer === undefined) return [];
    return [{ ...row, explanation, explainer, rater: row.model, outcome: 'error' }];
  });
  return [...rows, ...failed].flatMap((row) =>
    joined({ ...row, repeat: `${written.get(row.explanation)?.repeat} ${row.repeat}` }),
  );
}

async function inTurn<From, To>(values: readonly From[], of: (value: From) => Promise<To>): Promise<To[]> {
  const results: To[] = [];
  for (const value of values) results.push(await of(value));
  return results;
}
