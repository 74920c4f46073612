/** What became of an answer, as colour and word. */
export function OutcomeTag({ outcome }: { outcome: string }) {
  return <span className={`outcome outcome-${outcome}`}>{outcome}</span>;
}
