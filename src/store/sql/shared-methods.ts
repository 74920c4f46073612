import type { Store } from '../contract/store.ts';
import { answerMethods } from './answers/answer-methods.ts';
import { batchMethods } from './batches/batch-methods.ts';
import { callMethods } from './calls/call-methods.ts';
import { conditionMethods } from './conditions/condition-methods.ts';
import type { Database } from './database.ts';
import { explanationMethods } from './explanations/explanation-methods.ts';
import { judgmentMethods } from './judgments/judgment-methods.ts';
import { noteMethods } from './notes/note-methods.ts';
import { peopleMethods } from './people/people-methods.ts';
import { ratingMethods } from './ratings/rating-methods.ts';
import { runMethods } from './runs/run-methods.ts';
import { scenarioMethods } from './scenarios/scenario-methods.ts';
import { studyMethods } from './study/study-methods.ts';

/** What each database does in its own way. */
type OwnMethod =
  | 'atomically'
  | 'calls'
  | 'changeCount'
  | 'close'
  | 'commit'
  | 'holdItem'
  | 'isWritable'
  | 'location'
  | 'lock'
  | 'lockHolder'
  | 'planRemoval'
  | 'ratingHolds'
  | 'remove'
  | 'replaceQuestions'
  | 'replaceScenarios'
  | 'scenarioFinder'
  | 'searchScenarios';

/** All that one text of SQL does in every database. */
export function sharedMethods(database: Database): Omit<Store, OwnMethod> {
  return {
    ...scenarioMethods(database),
    ...conditionMethods(database),
    ...callMethods(database),
    ...judgmentMethods(database),
    ...explanationMethods(database),
    ...answerMethods(database),
    ...ratingMethods(database),
    ...peopleMethods(database),
    ...noteMethods(database),
    ...runMethods(database),
    ...batchMethods(database),
    ...studyMethods(database),
  };
}
