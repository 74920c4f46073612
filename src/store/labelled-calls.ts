import type { AgreementOutcome } from '../core/agreement.ts';
import type { AnswerOutcome } from '../core/bbq-question.ts';
import type { ExplanationOutcome } from '../core/explanation.ts';
import type { Completion } from '../core/model.ts';
import type { Outcome } from '../core/outcome.ts';
import type { AnswerSubject, StoredQuestion } from './answer-store.ts';
import type { AgreementSubject } from './explanation-store.ts';
import type { Subject } from './store.ts';

/** A label with the text it was read from. */
interface LabelledCall<Label extends string> {
  readonly key: string;
  readonly completion: Pick<Completion, 'text' | 'finish'>;
  readonly outcome: Label;
  readonly parserVersion: number;
}

/** What is needed to read the stored answers of a stage again, for `hvsb reparse`. */
export interface LabelledCalls {
  readonly judge: Subject & LabelledCall<Outcome>;
  /** `text`: the explanation as it was read, empty unless there is one. */
  readonly explain: Subject & LabelledCall<ExplanationOutcome> & { readonly text: string };
  readonly agree: AgreementSubject & LabelledCall<AgreementOutcome>;
  readonly answer: AnswerSubject & LabelledCall<AnswerOutcome> & { readonly asked: StoredQuestion };
}
