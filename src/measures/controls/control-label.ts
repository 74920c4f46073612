import type { Controls } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { formatDecimal } from '../../tables/format-decimal.ts';
import { plainLabel } from '../../charts/plain-label.ts';
import { rateLabel } from '../misalignment/rate-label.ts';

/** All that a reader of a judge's point has to know, in lines. */
export function controlLabel(entry: Controls): string {
  return [
    `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}, ${plainLabel(attackLabel(entry.attack))}`,
    `hits ${rateLabel(entry.hit)}`,
    `false alarms ${rateLabel(entry.falseAlarm)}`,
    `d′ ${dPrimeText(entry)}`,
  ].join('\n');
}

function dPrimeText({ dPrime, dPrimeInterval: { low, high } }: Controls): string {
  const interval = low === null || high === null ? '' : ` [${formatDecimal(low)} to ${formatDecimal(high)}]`;
  return `${formatDecimal(dPrime)}${interval}`;
}
