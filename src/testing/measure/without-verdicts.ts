import { headlineQuestion } from '../../core/judge-question.ts';
import { type AgreementTable, agreementCodes, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { BbqAnswers, bbqChoices } from '../../measures/inputs/bbq-answers.ts';
import { ExplanationTally } from '../../measures/inputs/explanation-tally.ts';
import { noInputs, type StudyInputs } from '../../measures/inputs/inputs.ts';
import { tableFromJudgments } from '../../measures/inputs/table-from-judgments.ts';

/** A study that was planned and has no row yet. */
export function emptyStudy(): StudyInputs {
  return {
    ...noInputs,
    judgments: tableFromJudgments([]),
    packs: { counted: 'default', others: [{ pack: 'defined', judgments: tableFromJudgments([]) }] },
    questions: [1, 2].map((wording) => ({
      question: { ...headlineQuestion, wording },
      judgments: tableFromJudgments([]),
    })),
    agreements: {
      scenarioCount: 0,
      clusterOfScenario: new Uint32Array(),
      explainers: [],
      raters: [],
      scenario: new Uint32Array(),
      explainer: new Uint16Array(),
      rater: new Uint16Array(),
      outcome: new Uint8Array(),
    },
    explanations: new ExplanationTally(),
    ratings: {
      scale: [1, 2, 3],
      models: [],
      raters: [],
      modelOfItem: new Uint16Array(),
      scenarioOfItem: new Uint32Array(),
      item: new Uint32Array(),
      rater: new Uint16Array(),
      value: new Float64Array(),
    },
    answers: new BbqAnswers(),
    contrastPairs: [],
    textScores: [],
  };
}

/** The same study if every model had refused every question: nothing in it has a verdict, so no rate is defined. */
export function withoutVerdicts({
  judgments,
  packs,
  questions,
  agreements,
  answers,
  twins,
  people,
  textScores,
  ...others
}: StudyInputs): StudyInputs {
  return {
    ...others,
    judgments: judgments && refusedJudgments(judgments),
    people: people && {
      ...people,
      ...{ scenario: new Uint32Array(), person: new Uint16Array(), biased: new Uint8Array(), surveys: [] },
    },
    textScores: textScores && [],
    twins: twins && { ...twins, judgments: refusedJudgments(twins.judgments) },
    packs: packs && {
      ...packs,
      others: packs.others.map((other) => ({ ...other, judgments: refusedJudgments(other.judgments) })),
    },
    questions:
      questions?.map((asked) => ({ ...asked, judgments: refusedJudgments(asked.judgments) })) ?? null,
    agreements: agreements && refusedAgreements(agreements),
    answers: answers && {
      series: answers.series.map(({ table, ...name }) => ({
        ...name,
        table: { ...table, choice: table.choice.map(() => bbqChoices.none) },
      })),
    },
  };
}

function refusedJudgments(table: JudgmentTable): JudgmentTable {
  const { absent, refused } = outcomeCodes;
  return {
    ...table,
    series: table.series.map((series) => ({
      ...series,
      outcomes: series.outcomes.map((code) => (code === absent ? absent : refused)),
    })),
  };
}

function refusedAgreements(table: AgreementTable): AgreementTable {
  return { ...table, outcome: table.outcome.map(() => agreementCodes.refused) };
}
