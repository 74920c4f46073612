/** Types of stored numbers that are read, with the bytes of one. */
export const elementBytes = { F32: 4, F16: 2, BF16: 2 } as const;
export type ElementType = keyof typeof elementBytes;
