import { type ModelConfig, parameterShapes } from '../../src/lm/checkpoint/model-config.ts';

/**
 * Arithmetic that training needs for a token: `6 · P + 12 · layers · heads · head size · tokens` (Chowdhery et al.
 * 2022, appendix B). P counts the parameters that are multiplied by: an untied embedding, which is looked up, is left
 * out. What is computed a second time on the way back, to save memory, is no gain and not counted.
 */
export function trainingFlops(config: ModelConfig, tokens: number): number {
  let parameters = 0;
  for (const [name, shape] of parameterShapes(config)) {
    const isLookup = name === 'model.embed_tokens.weight' && !config.tiedEmbeddings;
    if (!isLookup) parameters += shape.reduce((product, length) => product * length, 1);
  }
  return 6 * parameters + 12 * config.layers * config.heads * config.headSize * tokens;
}
