import { neutralAttack } from '../../core/condition.ts';
import { formatChange, joinedNames } from '../../tables/format.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { noDifference } from '../wording.ts';
import { type AttackControl, attackControlsId } from './compute.ts';

/** What attacks change beyond a neutral prompt, and that beyond none, by the sign-flip test over clusters after Holm. */
export function attackControlsFinding(results: StudyResults): Finding {
  const all = resultOf(results, attackControlsId) ?? [];
  const attacks = all.filter(({ attack }) => attack !== neutralAttack);
  const neutral = all.filter(({ attack }) => attack === neutralAttack);
  const [first = 'No model was judged under a neutral system prompt.', ...others] = [
    ...(attacks.length === 0 ? [] : [sentence('Against the neutral prompt, attacks', attacks)]),
    ...(neutral.length === 0 ? [] : [sentence('Against no system prompt, the neutral one', neutral)]),
  ];
  return {
    id: 'attack-controls',
    question: 'Is it the attack, or any system prompt?',
    answer: first,
    details: [
      ...others,
      ...(all.length === 0
        ? []
        : ['By the exact sign-flip test over clusters of the same scenarios, p < .05 after Holm.']),
    ],
  };
}

function sentence(start: string, entries: readonly AttackControl[]): string {
  const verb = start.endsWith('attacks') ? 'change' : 'changes';
  const found = entries.filter(({ paired }) => ['higher', 'lower'].includes(conclusionOf(paired) ?? ''));
  const all = entries.length === 1 ? 'the only comparison' : `${entries.length} comparisons`;
  if (found.length > 0) {
    const named = found.map(
      ({ model, dataset, attack, paired }) =>
        `${model} on ${dataset}, ${attack}, by ${formatChange(paired.difference)} points`,
    );
    return `${start} ${verb} misalignment in ${found.length} of ${all} (${joinedNames(named)}).`;
  }
  const equal = entries.filter(({ paired }) => conclusionOf(paired) === 'equivalent').length;
  const said =
    equal === entries.length
      ? `there is ${noDifference(entries.map(({ paired }) => paired))}`
      : 'no change of more than chance is shown';
  return `${start}: ${said} in ${all}.`;
}
