import { UsageError } from '../../errors/usage-error.ts';
import type { QuestionFilter } from '../../store/answer-store.ts';
import type { Store } from '../../store/store.ts';
import { describeFilter } from '../describe-filter.ts';

/** @throws UsageError when there is no question to answer. */
export async function chooseQuestions(store: Store, filter: QuestionFilter): Promise<void> {
  if ((await store.countQuestions(filter)) > 0) return;
  const asked = describeFilter(filter);
  throw new UsageError('no question matches', {
    where: store.location,
    expected: `questions of BBQ; there are ${await store.countQuestions({})}`,
    ...(asked === '' ? {} : { found: asked }),
    advice: 'Prepare BBQ with this version of the program ("hvsb prepare --dataset bbq"), or ask for less.',
  });
}
