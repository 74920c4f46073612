import { explanationBody } from '../../../src/verdicts/explanation/read-explanation.ts';
import type { TrainingRows } from '../training-rows.ts';

/** All that a model learnt to say as an explanation in its first `count` rows. */
export function* trainingExplanations(rows: TrainingRows, count: number): Generator<string> {
  for (const { task, completion } of rows.stream({ count })) {
    if (task === 'explain') yield explanationBody(completion);
  }
}
