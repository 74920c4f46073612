/** The answer to a question that readers of a study ask, in sentences. */
export interface Finding {
  readonly id: 'alignment' | 'scenario-types' | 'attacks' | 'explanations' | 'certainty';
  readonly question: string;
  /** In a sentence or two. */
  readonly answer: string;
  /** What it rests on and what speaks against it, a sentence each. */
  readonly details: readonly string[];
}
