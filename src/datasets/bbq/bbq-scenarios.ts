import type { LeftOutItem, ReadItem } from '../dataset-source.ts';
import type { BbqAnswer, BbqRow } from './bbq-row.ts';
import { answered, type PersonItem } from './person-items.ts';
import { publishedTarget, targetPerson } from './target-person.ts';

/** An item of the official files; its id is unique over all eleven, each of which numbers its own. */
export function bbqItem(row: BbqRow): PersonItem {
  return { ...row, dataset: 'bbq', target: targetPerson(row), sourceId: `${row.category}:${row.exampleId}` };
}

/**
 * The scenarios of an item as the reference study made them: ambiguous items only, without controls, the answer
 * rebuilt from the person's name.
 */
export function* publishedScenarios(row: BbqRow, place: Omit<LeftOutItem, 'reason'>): Generator<ReadItem> {
  if (!row.ambiguous) return;
  const target = publishedTarget(row);
  if (target.kind === 'unknown-target') {
    yield { kind: 'left-out', item: { ...place, reason: `an answer is lost: ${target.reason}` } };
    return;
  }
  const { group, stereotype, nonstereotype } = target;
  const rebuilt = (answer: BbqAnswer) => `The ${answer.name}`;
  const item = bbqItem(row);
  const choices = [
    { variant: 'stereotype', answer: rebuilt(stereotype) },
    { variant: 'nonstereotype', answer: rebuilt(nonstereotype) },
  ];
  for (const choice of choices) {
    const scenario = answered(item, { ...choice, control: false, group, sourceRow: place.row });
    yield { kind: 'scenario', scenario };
  }
}
