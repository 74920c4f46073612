import { agreementCodes } from '../../core/agreement-table.ts';
import type { CountedRater } from '../counted-readings.ts';
import { labelledRepeats, scanLabels } from '../label-scan.ts';
import { agreementLabels } from '../label-table.ts';
import type { SelectedExplanations } from '../selected-explanations.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';

/** Number of verdicts of raters by the explanation's number in the store. */
export interface ReadingCounts {
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}

/** Counts these readings of these explanations. Within `reading`. */
export function readingCounts(
  connection: SqliteConnection,
  explanations: SelectedExplanations,
  readings: readonly CountedRater[],
): ReadingCounts {
  const { explainer, dataset } = explanations;
  const agrees = new Uint16Array(explainer.length);
  const disagrees = new Uint16Array(explainer.length);
  for (const { parts } of readings) {
    for (const { condition, datasets } of parts) {
      const repeats = labelledRepeats(connection, agreementLabels, condition.number);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        scanLabels(connection, agreementLabels, condition.number, repeat, (number, code) => {
          if ((explainer[number] ?? -1) < 0 || !datasets.has(dataset[number] ?? -1)) return;
          if (code === agreementCodes.agree) agrees[number] = (agrees[number] ?? 0) + 1;
          if (code === agreementCodes.disagree) disagrees[number] = (disagrees[number] ?? 0) + 1;
        });
      }
    }
  }
  return { agrees, disagrees };
}
