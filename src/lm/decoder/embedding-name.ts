export const embeddingName = 'model.embed_tokens.weight';
