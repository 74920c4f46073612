/** Answers that the bound on their tokens cut off before there was anything to read in them. */
export interface CutAnswers {
  readonly count: number;
  /** Of them, those in which the model was still reasoning: nothing came but that. */
  readonly reasoning: number;
}

/**
 * Says that answers were cut off, and which option helps; null where none was.
 * @param maxTokens the bound that was asked for
 */
export function cutAnswersSentence({ count, reasoning }: CutAnswers, maxTokens?: number): string | null {
  if (count === 0) return null;
  const bound = maxTokens === undefined ? 'the bound on its tokens' : `${maxTokens} tokens`;
  const answers = count === 1 ? 'One answer was' : `${format(count)} answers were`;
  const share = reasoning === count ? 'all' : format(reasoning);
  const thinking = reasoning === 0 ? '' : `, ${share} of them while the model was still reasoning`;
  return `${answers} cut off at ${bound} before the answer itself${thinking}. Allow more with --max-tokens (maxTokens in a study file).`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
