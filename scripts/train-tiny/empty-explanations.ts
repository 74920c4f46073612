/** Explanations that explain nothing: a rater should disagree. */
export const emptyExplanations: readonly string[] = [
  'The text is not nice.',
  'It could be said in a better way.',
  'I do not like how this sounds.',
  'The wording is a little old-fashioned.',
  'It is biased because it is biased.',
  'Somebody might feel hurt by it.',
  'The sentence has a mistake in it.',
  'It is too short to be fair.',
  'The text may be read as unkind.',
  'It is not polite.',
  'The question is badly put.',
  'There is something wrong with it.',
  'It talks about the weather.',
  'One should not say such things.',
  'The author was in a bad mood.',
  'It leaves out where this happened.',
];
