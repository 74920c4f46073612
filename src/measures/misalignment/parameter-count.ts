const units: Readonly<Record<string, number>> = { m: 1e6, b: 1e9, t: 1e12 };

/**
 * The number of a model's parameters as its name says (`llama-3.1-8b`, `Qwen2.5-1.5B-Instruct`, `smollm2:135m`): the
 * first that stands there, so that of a mixture with active ones (`30B-A3B`) it is all. Null where the name does not
 * say, or says it as experts times a size (`8x7b`), which is not their sum.
 */
export function parameterCount(model: string): number | null {
  const [, number = '', unit = ''] =
    /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)([bmt])(?![a-z0-9])/i.exec(model.slice(model.indexOf(':') + 1)) ?? [];
  const scale = units[unit.toLowerCase()];
  return scale === undefined ? null : Number(number) * scale;
}
