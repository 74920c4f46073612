import { seededRandom } from '../../stats/bootstrap/seeded-random.ts';

/** Chooses the next token, given the logits of all tokens. */
export type Sampler = (logits: Float32Array) => number;

/**
 * The token with the highest logit, the lowest id of equals.
 *
 * @example
 * likeliestToken(Float32Array.of(0.1, 2, 1)); // 1
 */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token += 1) {
    if (Number(logits[token]) > Number(logits[best])) best = token;
  }
  return best;
}

/** Probabilities of logits: `exp(l / temperature)`, divided by their sum. */
export function softmax(logits: Float32Array, temperature = 1): Float64Array {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

interface NucleusSettings {
  /** Above 0. */
  readonly temperature: number;
  /** Share of the probability that is drawn from, the likeliest tokens first; 1 for all. */
  readonly topP: number;
  readonly seed: number;
}

/**
 * Draws from the smallest set of likeliest tokens that contains `topP` of the probability (Holtzman et al. 2020).
 *
 * @example
 * const sampler = nucleusSampler({ temperature: 1, topP: 0.5, seed: 1 });
 * sampler(Float32Array.of(0, 5, 0)); // 1: it alone has 98.7 % of the probability
 */
export function nucleusSampler({ temperature, topP, seed }: NucleusSettings): Sampler {
  const random = seededRandom(seed);
  const draw = new Uint32Array(1);
  return (logits) => {
    random.fillBelow(draw, 2 ** 32);
    const share = Number(draw[0]) / 2 ** 32;
    const probabilities = softmax(logits, temperature);
    return topP < 1 ? drawnFromTop(probabilities, topP, share) : drawn(probabilities, share);
  };
}

/** The token at this share of the way through all, in the order of their ids. */
function drawn(probabilities: Float64Array, share: number): number {
  let passed = 0;
  for (const [token, probability] of probabilities.entries()) {
    passed += probability;
    if (share < passed) return token;
  }
  return probabilities.length - 1;
}

function drawnFromTop(probabilities: Float64Array, topP: number, share: number): number {
  const order = Uint32Array.from(probabilities.keys()).sort(
    (a, b) => Number(probabilities[b]) - Number(probabilities[a]),
  );
  let held = 0;
  const last = order.findIndex((token) => {
    held += Number(probabilities[token]);
    return held >= topP;
  });
  const nucleus = order.subarray(0, last < 0 ? order.length : last + 1);
  const at = drawn(
    Float64Array.from(nucleus, (token) => Number(probabilities[token]) / held),
    share,
  );
  return Number(nucleus[at]);
}
