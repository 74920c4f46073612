/** ` 3 openai:gpt-4o`: the row of a matrix whose columns are numbers. With no-break spaces, so that no number stands on a line of its own. */
export function numberedModel(number: number, model: string): string {
  return `${String(number).padStart(2, '\u00a0')}\u00a0${model}`;
}
