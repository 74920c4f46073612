/** Chooses the next token by the logits of all. */
export type Sampler = (logits: Float32Array) => number;
