import type { CommitBatch, Store } from '../store/contract/store.ts';
import type { LabelledCalls } from '../store/contract/calls.ts';
import { agreementParserVersion, readAgreement } from '../verdicts/agreement/read-agreement.ts';
import { answerParserVersion } from '../verdicts/answer/read-answer.ts';
import { explanationParserVersion, readExplanation } from '../verdicts/explanation/read-explanation.ts';
import { judgmentParserVersion, readJudgment } from '../verdicts/judgment/read-judgment.ts';
import { orderSeedOf, readAnswerTo } from './answer.ts';

export type ReparsedStage = keyof LabelledCalls;

/** What reading again changed. */
export interface ReparseCounts {
  readonly read: number;
  readonly changed: number;
  /** Number of labels by `from → to`; `explained → explained` where the text became another. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface ReparseResult extends ReparseCounts {
  readonly stages: Readonly<Record<ReparsedStage, ReparseCounts>>;
}

/**
 * Reads every stored judgment, explanation, reading and answer again with the parsers of this version. No call
 * is made. An explanation whose text becomes another loses its readings, as in `CommitBatch`. Emulated scenarios
 * stay as they were read: judgments rest on them.
 */
export async function reparse(store: Store): Promise<ReparseResult> {
  const seeds = new Map<number, number>();
  for (const condition of await store.conditions()) {
    if (condition.stage === 'answer') seeds.set(condition.number, orderSeedOf(condition));
  }
  const stages = {
    judge: await reread(store, {
      stage: 'judge',
      version: judgmentParserVersion,
      read: ({ completion }) => ({ outcome: readJudgment(completion) }),
      rows: (judgments) => ({ judgments }),
    }),
    explain: await reread(store, {
      stage: 'explain',
      version: explanationParserVersion,
      read: ({ completion }) => readExplanation(completion),
      isOther: (before, now) => before.text !== now.text,
      rows: (explanations) => ({ explanations }),
    }),
    agree: await reread(store, {
      stage: 'agree',
      version: agreementParserVersion,
      read: ({ completion }) => readAgreement(completion),
      rows: (agreements) => ({ agreements }),
    }),
    answer: await reread(store, {
      stage: 'answer',
      version: answerParserVersion,
      read: ({ asked, condition, completion }) => ({
        outcome: readAnswerTo(asked, seeds.get(condition) ?? 0, completion),
      }),
      rows: (answers) => ({ answers }),
    }),
  };
  return { ...sumOf(Object.values(stages)), stages };
}

interface Rereading<Stage extends ReparsedStage, Reading> {
  readonly stage: Stage;
  readonly version: number;
  read(label: LabelledCalls[Stage]): Reading;
  /** Whether a label with the same outcome says something else. */
  isOther?(before: LabelledCalls[Stage], now: Reading): boolean;
  rows(labels: readonly (LabelledCalls[Stage] & Reading)[]): CommitBatch;
}

async function reread<
  Stage extends ReparsedStage,
  Reading extends { readonly outcome: LabelledCalls[Stage]['outcome'] },
>(store: Store, rereading: Rereading<Stage, Reading>): Promise<ReparseCounts> {
  const { stage, version, read, isOther = () => false, rows } = rereading;
  const changes: Record<string, number> = {};
  let count = 0;
  let changed = 0;
  for await (const batch of store.labelled(stage)) {
    const labels: (LabelledCalls[Stage] & Reading)[] = [];
    for (const before of batch) {
      count += 1;
      const now = read(before);
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
