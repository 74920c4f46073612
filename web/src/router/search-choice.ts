/** A parameter of the address that has to be one of these; undefined where it is not. */
export function searchChoice<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}
