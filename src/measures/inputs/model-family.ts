/** Families by how their models' names begin, once provider and organisation are taken off; the first that fits counts. */
const families: readonly (readonly [family: string, name: RegExp])[] = [
  ['deepseek', /^deepseek/],
  ['gpt', /^(chat)?gpt|^o[1-9](\b|-)/],
  ['llama', /^(meta-)?(code-?)?llama/],
  ['qwen', /^(qwen|qwq|qvq)/],
  ['claude', /^claude/],
  ['gemini', /^gemini/],
  ['gemma', /^(code)?gemma/],
  ['mistral', /^(open-)?(mistral|mixtral|ministral|codestral|magistral|pixtral)/],
];

/**
 * The family of models that one belongs to, from its name (`provider:model`, the model perhaps
 * `organisation/name`): gpt, deepseek, llama, qwen, claude, gemini, gemma or mistral, whoever serves it; any other
 * model is a family of its own, its full name. A distilled model goes by the name it bears first.
 */
export function modelFamily(model: string): string {
  const name = model
    .slice(model.indexOf(':') + 1)
    .toLowerCase()
    .split('/')
    .at(-1);
  return families.find(([, pattern]) => pattern.test(name ?? ''))?.[0] ?? model;
}

/**
 * Whether a model is a baseline (always biased, always unbiased, a coin): a line to compare with, which takes no part
 * in rankings, families and tests.
 *
 * @example
 * isBaseline('baseline:coin'); // true
 */
export function isBaseline(model: string): boolean {
  return model.startsWith('baseline:');
}
