/**
 * The number that somebody typed; null for nothing, undefined for what is no number. `1,000` is a thousand where whole numbers are
 * asked for; else nobody knows whether it is one or a thousand.
 */
export function typedNumber(typed: string, isWhole: boolean): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  if (isWhole) {
    const isGrouped = /^\d{1,3}(?:([,. '’\u00a0\u202f])\d{3})(?:\1\d{3})*$/.test(text);
    return isGrouped || /^\d{1,15}$/.test(text) ? Number(text.replaceAll(/\D/g, '')) : undefined;
  }
  const isOne = /^\d{1,12}(?:[.,]\d{1,12})?$/.test(text) && !/^[1-9]\d{0,2},\d{3}$/.test(text);
  return isOne ? Number(text.replace(',', '.')) : undefined;
}
