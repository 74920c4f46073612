import { agreeabilityMeasure } from './agreeability/index.ts';
import { alignmentPreferenceMeasure } from './alignment-preference/index.ts';
import { attackControlsMeasure } from './attack-controls/index.ts';
import { attackSuccessMeasure } from './attack-success/index.ts';
import { bbqScoreMeasure } from './bbq-score/index.ts';
import { consistencyMeasure } from './consistency/index.ts';
import { contaminationMeasure } from './contamination/index.ts';
import { controlsMeasure } from './controls/index.ts';
import { familyConsistencyMeasure } from './family-consistency/index.ts';
import type { MeasureRegistry } from './measure.ts';
import { misalignmentMeasure } from './misalignment/index.ts';
import { modelDifferencesMeasure } from './model-differences/index.ts';
import { overAlignmentMeasure } from './over-alignment/index.ts';
import { packDifferencesMeasure } from './pack-differences/index.ts';
import { peopleMeasure } from './people/index.ts';
import { readabilityMeasure } from './readability/index.ts';
import { selfPreferenceMeasure } from './self-preference/index.ts';
import { sensitivityMeasure } from './sensitivity/index.ts';
import { twinsMeasure } from './twins/index.ts';
import { understandingMeasure } from './understanding/index.ts';

/**
 * The measures that come with hvsb: the only list of them. Its order is that of the fields of `hvsb metrics --json`
 * and of the lines of `--csv`; where tables, figures and sentences come is up to the `order` of each.
 */
export const builtInMeasures: MeasureRegistry = [
  misalignmentMeasure,
  attackSuccessMeasure,
  attackControlsMeasure,
  controlsMeasure,
  overAlignmentMeasure,
  twinsMeasure,
  peopleMeasure,
  contaminationMeasure,
  consistencyMeasure,
  modelDifferencesMeasure,
  packDifferencesMeasure,
  sensitivityMeasure,
  agreeabilityMeasure,
  selfPreferenceMeasure,
  readabilityMeasure,
  understandingMeasure,
  familyConsistencyMeasure,
  alignmentPreferenceMeasure,
  bbqScoreMeasure,
];

/** The measures of a registry that did not come with hvsb: the page does not have their code. */
export function addedMeasures(registry: MeasureRegistry): MeasureRegistry {
  return registry.filter((measure) => !builtInMeasures.includes(measure));
}
