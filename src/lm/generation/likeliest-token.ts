/** The token with the highest logit, the lowest id of equals. */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token += 1) {
    if (Number(logits[token]) > Number(logits[best])) best = token;
  }
  return best;
}
