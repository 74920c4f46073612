import type { ModelConfig, RopeScaling } from '../checkpoint/model-config.ts';

/**
 * Radians a position for each pair of a head's numbers: `θ^(−2i / size)` (Su et al. 2021), with Llama 3's stretching of
 * the slow ones where the checkpoint asks for it.
 */
export function rotaryFrequencies(config: ModelConfig): Float32Array<ArrayBuffer> {
  const { headSize, ropeTheta, ropeScaling } = config;
  return Float32Array.from({ length: headSize / 2 }, (_, pair) => {
    const frequency = ropeTheta ** ((-2 * pair) / headSize);
    return ropeScaling === null ? frequency : stretched(frequency, ropeScaling);
  });
}

/**
 * Llama 3's rule: a frequency that turns often within the original context stays, one that hardly turns is divided by
 * the factor, and between the two limits the change is gradual (`_compute_llama3_parameters` in transformers).
 */
function stretched(frequency: number, scaling: RopeScaling): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
  if (turns > high) return frequency;
  if (turns < low) return frequency / factor;
  const kept = (turns - low) / (high - low);
  return (1 - kept) * (frequency / factor) + kept * frequency;
}
