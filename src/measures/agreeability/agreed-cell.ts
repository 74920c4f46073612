import type { AgreementRate } from './agreeability.ts';
import { askedCount } from './no-verdict-note.ts';
import { rateCell } from '../../tables/rate-cell.ts';
import type { Cell } from '../../tables/table.ts';

/** How often raters agree, clustered: a dash where nothing was asked, `undefined` where nothing of it got a verdict. */
export function agreedCell(rate: AgreementRate): Cell {
  const { low, high } = rate.clustered;
  return rateCell(askedCount(rate) === 0 ? undefined : { rate: rate.rate, low, high });
}
