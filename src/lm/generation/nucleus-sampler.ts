import { seededRandom } from '../../stats/bootstrap/seeded-random.ts';
import type { Sampler } from './sampler.ts';
import { softmax } from './softmax.ts';

export interface NucleusSettings {
  /** Above 0. */
  readonly temperature: number;
  /** Share of the probability that is drawn from, the likeliest tokens first; 1 for all. */
  readonly topP: number;
  readonly seed: number;
}

/** Draws from the smallest set of likeliest tokens that holds `topP` of the probability (Holtzman et al. 2020). */
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
