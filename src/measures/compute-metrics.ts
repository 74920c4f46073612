import type { JudgmentTable } from '../core/judgment-table.ts';
import { attackSuccess } from './attack-success/attack-success.ts';
import { consistency } from './consistency/consistency.ts';
import { controls } from './controls/controls.ts';
import { datasetDraws } from './inputs/dataset-draws.ts';
import type { Metrics } from './metrics.ts';
import { misalignment } from './misalignment/misalignment.ts';
import { modelDifferences } from './model-differences/model-differences.ts';

/** All metrics of the judgments. Pure; an empty table gives empty lists. */
export function computeMetrics(table: JudgmentTable): Metrics {
  const draws = datasetDraws(table);
  return {
    misalignment: misalignment(table),
    attackSuccess: attackSuccess(table),
    controls: controls(table, draws),
    consistency: consistency(table, draws),
    modelDifferences: modelDifferences(table),
  };
}
