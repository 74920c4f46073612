import type { CbbqRow } from './read-cbbq.ts';

/** Categories whose target is the person of the first answer, and those of the second, in all published templates. */
const positions: Readonly<Record<string, 0 | 1>> = {
  SES: 0,
  disability: 0,
  disease: 0,
  ethnicity: 0,
  household_registration: 0,
  nationality: 0,
  race: 0,
  region: 0,
  religion: 0,
  sexual_orientation: 0,
  gender: 1,
  physical_appearance: 1,
};

/** Words for old people, which some templates about age name first. */
const elder = /^(?:爷爷|奶奶|外公|外婆|姥姥|姥爷|祖父|祖母|老)/;

/**
 * Which answer names the person that the bias is about; null where the dataset does not say.
 *
 * The published rows do not mark it. Their templates do: a disambiguated context contradicts the bias, so the answer to
 * a negative question is the other person, and to a non-negative one the target (README of the dataset, "Evaluation
 * Metric"). The same position holds for all templates of a category, except for age, whose targets are old people in
 * some templates and young people in others; there the younger person comes first unless the answer says otherwise.
 */
export function cbbqTarget(row: CbbqRow): 0 | 1 | null {
  if (row.bias_target !== undefined) return row.bias_target === 'ans0' ? 0 : 1;
  if (row.context_condition === 'disambiguated') {
    if (row.label === 2) return null;
    const correct = row.label;
    return row.question_polarity === 'nonneg' ? correct : correct === 0 ? 1 : 0;
  }
  if (row.category !== 'age') return positions[row.category] ?? null;
  const elderFirst = elder.test(row.ans0.trim());
  const aboutOld = row.bias_targeted_groups.startsWith('老');
  return aboutOld === elderFirst ? 0 : 1;
}
