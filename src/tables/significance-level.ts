/** A difference counts as more than chance where its p, adjusted for the comparisons of its table, is below this. */
export const significanceLevel = 0.05;
