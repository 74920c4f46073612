import type { Stage } from '../core/condition.ts';
import { judgeQuestionOf } from '../core/judge-question.ts';
import { promptLanguageOf } from '../core/languages.ts';
import { givenLabelVersion } from '../core/outcomes.ts';
import type { LabelledCalls } from '../store/contract/calls.ts';
import type { CommitBatch, Store } from '../store/contract/store.ts';
import { agreementParserVersion, readAgreement } from '../verdicts/agreement/read-agreement.ts';
import { answerParserVersion } from '../verdicts/answer/read-answer.ts';
import { explanationParserVersion, readExplanation } from '../verdicts/explanation/read-explanation.ts';
import { judgmentParserVersion, readJudgment } from '../verdicts/judgment/read-judgment.ts';
import { orderSeedOf, readAnswerTo } from './answer/answer.ts';

export type ReparsedStage = keyof LabelledCalls;

/** What a newer parser changed. */
export interface ReparseCounts {
  readonly read: number;
  readonly changed: number;
  /** Number of labels by `from → to`; `explained → explained` where the text became another. */
  readonly changes: Readonly<Record<string, number>>;
}

/** What reading every stored answer again changed: in all, and by stage. */
export interface ReparseResult extends ReparseCounts {
  readonly stages: Readonly<Record<ReparsedStage, ReparseCounts>>;
}

/**
 * Parses every stored judgment, explanation, agreement and answer again with the parsers of this version. No call
 * is made. An explanation whose text changes loses its agreements, as in `CommitBatch`. Emulated scenarios
 * stay as they are: judgments refer to them.
 *
 * @example
 * const { read, changed, changes } = await reparse(store);
 * console.log(read, changed, changes); // 4500 12 { 'unparsed → biased': 12 }
 */
export async function reparse(store: Store): Promise<ReparseResult> {
  const conditions = await store.conditions();
  const ofStage = (stage: Stage) => conditions.filter((condition) => condition.stage === stage);
  const seeds = new Map(ofStage('answer').map((each) => [each.number, orderSeedOf(each)]));
  const languages = new Map(conditions.map((each) => [each.number, promptLanguageOf(each)]));
  const questions = new Map(ofStage('judge').map((each) => [each.number, judgeQuestionOf(each)]));
  const stages = {
    judge: await reparseStage(store, {
      stage: 'judge',
      version: judgmentParserVersion,
      parse: ({ condition, completion }) => ({
        outcome: readJudgment(completion, questions.get(condition), languages.get(condition)),
      }),
      rows: (judgments) => ({ judgments }),
    }),
    explain: await reparseStage(store, {
      stage: 'explain',
      version: explanationParserVersion,
      parse: ({ condition, completion }) => readExplanation(completion, languages.get(condition)),
      isOther: (before, now) => before.text !== now.text,
      rows: (explanations) => ({ explanations }),
    }),
    agree: await reparseStage(store, {
      stage: 'agree',
      version: agreementParserVersion,
      parse: ({ condition, completion }) => readAgreement(completion, languages.get(condition)),
      rows: (agreements) => ({ agreements }),
    }),
    answer: await reparseStage(store, {
      stage: 'answer',
      version: answerParserVersion,
      parse: ({ asked, condition, completion }) => ({
        outcome: readAnswerTo(asked, seeds.get(condition) ?? 0, completion, languages.get(condition)),
      }),
      rows: (answers) => ({ answers }),
    }),
  };
  return { ...sumOf(Object.values(stages)), stages };
}

interface Reparsing<Stage extends ReparsedStage, Parsed> {
  readonly stage: Stage;
  readonly version: number;
  parse(label: LabelledCalls[Stage]): Parsed;
  /** Whether a label with the same outcome has other content. */
  isOther?(before: LabelledCalls[Stage], now: Parsed): boolean;
  rows(labels: readonly (LabelledCalls[Stage] & Parsed)[]): CommitBatch;
}

async function reparseStage<
  Stage extends ReparsedStage,
  Parsed extends { readonly outcome: LabelledCalls[Stage]['outcome'] },
>(store: Store, reparsing: Reparsing<Stage, Parsed>): Promise<ReparseCounts> {
  const { stage, version, parse, isOther = () => false, rows } = reparsing;
  const changes: Record<string, number> = {};
  let count = 0;
  let changed = 0;
  for await (const batch of store.labelled(stage)) {
    const labels: (LabelledCalls[Stage] & Parsed)[] = [];
    for (const before of batch) {
      count += 1;
      if (before.parserVersion === givenLabelVersion) continue;
      const now = parse(before);
      const isChanged = now.outcome !== before.outcome || isOther(before, now);
      if (isChanged) {
        changed += 1;
        const change = `${before.outcome} → ${now.outcome}`;
        changes[change] = (changes[change] ?? 0) + 1;
      }
      if (isChanged || before.parserVersion !== version) {
        labels.push({ ...before, ...now, parserVersion: version });
      }
    }
    await store.commit(rows(labels));
  }
  return { read: count, changed, changes };
}

function sumOf(counts: readonly ReparseCounts[]): ReparseCounts {
  const changes: Record<string, number> = {};
  for (const [change, count] of counts.flatMap((one) => Object.entries(one.changes))) {
    changes[change] = (changes[change] ?? 0) + count;
  }
  return {
    read: counts.reduce((sum, { read }) => sum + read, 0),
    changed: counts.reduce((sum, { changed }) => sum + changed, 0),
    changes,
  };
}
