import type { Form, Scenario } from '../../../core/scenario.ts';
import { DataError } from '../../../errors/errors.ts';
import type { ReplacedScenarios, ReplaceOptions } from '../../contract/scenarios.ts';
import { countRevision } from '../database.ts';
import { replacementWrites } from '../raw-writes.ts';
import { row, type Steps, value, write } from '../steps.ts';

/** What a preparation replaces. */
export interface Replacement extends ReplaceOptions {
  readonly dataset: string;
  readonly form: Form | null;
}

const countUnchanged = 'select count(*) from prepared where was_active = 1';
const countAll = 'select count(*) from prepared';
// An item has one scenario of each variant and form.
const findConflict = `select new.source_id, new.variant, new.source_row, new.number, old.number
    from prepared join scenario as new on new.number = prepared.number
    join scenario as old on old.dataset = new.dataset and old.source_id = new.source_id
      and old.variant = new.variant and old.form = new.form
    where old.active = 1 and old.dataset = ? and not exists (select 1 from prepared as given where given.number = old.number)
    order by new.number limit 1`;
const compare = `select case
      when a.context is distinct from b.context or a.question is distinct from b.question
        or a.answer is distinct from b.answer or a.prompt is distinct from b.prompt
        or a.completion is distinct from b.completion or a.statement is distinct from b.statement then 'text'
      when new.gold <> old.gold then 'gold label' when new.category <> old.category then 'category'
      when new.cluster <> old.cluster then 'cluster' else 'group, polarity or kind of control' end
    from scenario as new join scenario_text as a on a.scenario = new.number,
      scenario as old join scenario_text as b on b.scenario = old.number
    where new.number = ? and old.number = ?`;

/** Activates the scenarios of the table `prepared`, in which each database puts what the stream gives, and no others. */
export function* finishReplacement({
  dataset,
  form,
  keepsOthers = false,
}: Replacement): Steps<ReplacedScenarios> {
  yield countRevision;
  if (keepsOthers) yield* checkOthers(dataset);
  const deactivated = keepsOthers ? 0 : yield* write(replacementWrites.deactivateOthers, dataset, form, form);
  const unchanged = Number(yield* value(countUnchanged));
  const all = Number(yield* value(countAll));
  yield* write(replacementWrites.activate);
  return { added: all - unchanged, unchanged, deactivated };
}

/** @throws DataError where an active scenario has the place of one that was given, and says otherwise */
function* checkOthers(dataset: string): Steps<void> {
  const conflict = yield* row(findConflict, dataset);
  if (conflict === undefined) return;
  const [item, variant, sourceRow, number = null, earlier = null] = conflict;
  const differing = yield* value(compare, number, earlier);
  throw new DataError('The store has another scenario of this item.', {
    where: `${dataset}, row ${sourceRow}`,
    expected: `item ${item} (${variant}) as it is stored, or under another name`,
    found: `another ${differing ?? 'text'}`,
    advice:
      'If it is another version or language, store it under a name of its own with "--as NAME"; to take the place of what is stored, add --replace.',
  });
}

/** @throws DataError where a scenario is not of what is being prepared. */
export function checkPlace({ dataset, form }: Replacement, scenario: Scenario): void {
  if (scenario.dataset !== dataset || (form !== null && scenario.form !== form)) {
    throw new DataError('A scenario belongs to another dataset or form than the one being prepared.', {
      where: `row ${scenario.sourceRow}`,
      expected: form === null ? dataset : `${dataset}, form ${form}`,
      found: `${scenario.dataset}, form ${scenario.form}`,
    });
  }
}

export function repeatedScenario(scenario: Scenario, earlierRow: number): DataError {
  return new DataError('A scenario comes twice.', {
    where: `${scenario.dataset}, row ${scenario.sourceRow}`,
    expected: 'scenarios that differ in more than their row',
    found: `item ${scenario.sourceId} in row ${scenario.sourceRow} is the same scenario as in row ${earlierRow} (id ${scenario.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}
