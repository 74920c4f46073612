/** Names of a checkpoint's files, as the Hugging Face hub has them. */
export const fileNames = {
  config: 'config.json',
  generation: 'generation_config.json',
  weights: 'model.safetensors',
  weightsIndex: 'model.safetensors.index.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  chatTemplate: 'chat_template.jinja',
} as const;
