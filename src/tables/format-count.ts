/** 11956 → `11,956`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
