import type { JudgeQuestion } from '../../core/judge-question.ts';
import type { AgreementTable, JudgmentTable, RatingTable } from '../../core/tables.ts';
import type { BbqAnswers } from './bbq-answers.ts';
import { type ClusterGroups, datasetClusters } from './clusters.ts';
import type { ContrastPair } from './contrast-pairs.ts';
import type { ExplanationTally } from './explanation-tally.ts';
import type { PeopleJudgments } from './people-judgments.ts';
import type { TextScore } from './text-scores.ts';
import type { TwinJudgments } from './twin-judgments.ts';

/** Judgments with one prompt pack. */
export interface PackJudgments {
  /** Name of the pack, without its version. */
  readonly pack: string;
  readonly judgments: JudgmentTable;
}

/** Judgments with the prompt packs that do not count, over the same scenarios in the same order as those that do. */
export interface OtherPacks {
  /** Name of the pack of `StudyInputs.judgments`. */
  readonly counted: string;
  readonly others: readonly PackJudgments[];
}

/** Judgments in one way to ask. */
export interface QuestionJudgments {
  readonly question: JudgeQuestion;
  readonly judgments: JudgmentTable;
}

/** What a study holds; null where it has none of it, or where no measure asked for it. */
export interface StudyInputs {
  /** Verdicts of models on scenarios, by condition. */
  readonly judgments: JudgmentTable | null;
  /** The same scenarios judged with other prompt packs; null where there are none. */
  readonly packs: OtherPacks | null;
  /** The same scenarios by how judges were asked, each in the same order; null where there was one way only. */
  readonly questions: readonly QuestionJudgments[] | null;
  /** Verdicts of models on each other's explanations. */
  readonly agreements: AgreementTable | null;
  /** Explanations, counted: texts of any number fit in memory. */
  readonly explanations: Pick<ExplanationTally, 'models'> | null;
  /** Ratings of explanations by people. */
  readonly ratings: RatingTable | null;
  /** Answers to BBQ's own questions. */
  readonly answers: Pick<BbqAnswers, 'series'> | null;
  /** Right answers that confirm a stereotype, each with its contrast; null where there are none. */
  readonly contrastPairs: readonly ContrastPair[] | null;
  /** Verdicts on scenarios that are alike but for the group. */
  readonly twins: TwinJudgments | null;
  /** Verdicts of people on scenarios. */
  readonly people: PeopleJudgments | null;
  /** How likely published texts, and the same with names swapped, are to models. */
  readonly textScores: readonly TextScore[] | null;
}

/** What a measure can need. A store reads only what some measure of the registry names. */
export type InputName = keyof StudyInputs;

/** A study without anything, to spread what there is over: `{ ...noInputs, judgments }`. */
export const noInputs: StudyInputs = {
  judgments: null,
  packs: null,
  questions: null,
  agreements: null,
  explanations: null,
  ratings: null,
  answers: null,
  contrastPairs: null,
  twins: null,
  people: null,
  textScores: null,
};

/** What is stored, and what several measures derive from it: each computed once, when the first of them asks. */
export interface MeasureInputs extends StudyInputs {
  /** The clusters of each dataset, see `datasetClusters`; null without judgments. */
  readonly clusters: ClusterGroups | null;
}

/** Adds the shared inputs to what is stored. */
export function measureInputs(stored: StudyInputs): MeasureInputs {
  let clusters: ClusterGroups | undefined;
  return {
    ...stored,
    get clusters() {
      if (stored.judgments === null) return null;
      clusters ??= datasetClusters(stored.judgments);
      return clusters;
    },
  };
}
