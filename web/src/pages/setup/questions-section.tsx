import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlannedDataset, SetupPlan } from '../../../../src/core/view/setup-page.ts';
import { attackLabel, formatCount } from '../../../../src/tables/format.ts';
import { Loading, Notice } from '../../components/layout/messages.tsx';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { setupApi } from '../../data/setup-api.ts';
import type { SetupPartProps } from './data-section.tsx';
import { More, NumberField, SectionCard } from './fields.tsx';
import { type Draft, type DraftActions, sentenceOf } from './use-draft.ts';

/** How models are asked: prompt packs, attacks, explanations. */
export function QuestionsSection({ state, actions, draft }: SetupPartProps) {
  const { packs, attacks, explained } = draft.form;
  const offered = [...new Set([...state.packs.map(({ name }) => name), ...packs])];
  const known = [...new Set([...state.packs.flatMap((pack) => pack.attacks), ...attacks])];
  return (
    <SectionCard
      id="questions"
      title="3. Questions"
      lead="Which instructions models get, and which attacks they have to withstand."
      problem={
        attacks.length === 0
          ? 'Choose at least one attack; "none" asks without one.'
          : packs.length === 0
            ? 'Choose at least one prompt pack.'
            : null
      }
    >
      <Checks
        legend="Attacks"
        options={known.map((attack) => [attack, attackLabel(attack)])}
        chosen={attacks}
        onChange={(chosen) => actions.changeForm({ attacks: chosen })}
      />
      <Checks
        legend="Prompt packs"
        hint="default asks without defining social bias; defined defines it first. With two, every scenario is judged with both."
        options={offered.map((pack) => [pack, pack])}
        chosen={packs}
        onChange={(chosen) => actions.changeForm({ packs: chosen })}
      />
      <NumberField
        label="Biased scenarios to explain"
        hint="Models say why these are biased, and read each other’s reasons. Empty: no explanations."
        value={explained}
        isWhole
        onChange={(value) => actions.changeForm({ explained: value })}
      />
    </SectionCard>
  );
}

interface ChecksProps {
  readonly legend: string;
  readonly hint?: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Checks({ legend, hint, options, chosen, onChange }: ChecksProps) {
  return (
    <fieldset className="checks">
      <legend>{legend}</legend>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {options.map(([value, name]) => (
        <label key={value} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              // In the order in which they are offered.
              onChange(
                options
                  .map(([each]) => each)
                  .filter((each) => (each === value ? target.checked : chosen.includes(each))),
              )
            }
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** How many scenarios, how sure the results will be, and what it costs. */
export function CostSection({ actions, draft }: { actions: DraftActions; draft: Draft }) {
  const { size, budgetUsd } = draft.form;
  const canPlan = draft.problems.length === 0 && actions.isCurrent;
  const plan = useQuery({
    queryKey: ['setup-plan', draft.text],
    queryFn: () => setupApi.plan(draft.text),
    enabled: canPlan,
    retry: false,
    placeholderData: keepPreviousData,
  });
  return (
    <SectionCard
      id="cost"
      title="4. Size and cost"
      lead="More scenarios make results surer and dearer. Scenarios of one cluster are alike, so the number of clusters limits how sure."
    >
      <div className="choices">
        <NumberField
          label="Scenarios to judge"
          hint="Of all datasets together. Empty: all."
          value={size}
          isWhole
          onChange={(value) => actions.changeForm({ size: value })}
        />
        <NumberField
          label="Budget in US dollars"
          hint="The run stops before it costs more. Empty: no limit."
          value={budgetUsd}
          onChange={(value) => actions.changeForm({ budgetUsd: value })}
        />
      </div>
      <div aria-live="polite" aria-busy={plan.isFetching}>
        {!canPlan && plan.data === undefined && draft.problems.length > 0 && (
          <p className="hint">Size and cost are planned once there are data and models.</p>
        )}
        {plan.isLoading && <Loading what="the plan" />}
        {plan.error !== null && <Notice kind="problem">{sentenceOf(plan.error)}</Notice>}
        {plan.data !== undefined && plan.error === null && (
          <Plan
            plan={plan.data}
            budgetUsd={budgetUsd}
            onSize={(value) => actions.changeForm({ size: value })}
          />
        )}
      </div>
    </SectionCard>
  );
}

interface PlanProps {
  readonly plan: SetupPlan;
  readonly budgetUsd: number | null;
  readonly onSize: (size: number | null) => void;
}

function Plan({ plan, budgetUsd, onSize }: PlanProps) {
  const { datasets, stages, usdAtMost, notes } = plan;
  const calls = stages.reduce((sum, stage) => sum + stage.calls, 0);
  return (
    <>
      <p className="plan-line" data-plan>
        <b>{formatCount(calls)}</b> calls, <b>{costWords(usdAtMost)}</b>.
        {usdAtMost === null && ' Give the missing prices under “Address and price” of the models.'}
      </p>
      {budgetUsd !== null && usdAtMost !== null && usdAtMost > budgetUsd && (
        <p className="notice notice-warning">
          The study may cost more than the budget. It then stops there, and goes on when you raise the budget.
        </p>
      )}
      {datasets.map((dataset) => (
        <Width key={dataset.dataset} dataset={dataset} onSize={onSize} />
      ))}
      {datasets.length > 0 && (
        <p className="hint">
          ± is half the 95 % interval of a difference between two models, by clusters. The variance between
          models is a guess until some have judged.
        </p>
      )}
      <CallsTable stages={stages} />
      {notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
    </>
  );
}

function CallsTable({ stages }: Pick<SetupPlan, 'stages'>) {
  return (
    <More summary="Calls of each model">
      <ScrollRegion label="Calls of each model">
        <table>
          <caption className="unseen">Calls of each model</caption>
          <thead>
            <tr>
              <th scope="col">model</th>
              <th scope="col">stage</th>
              <th scope="col" className="number">
                calls
              </th>
              <th scope="col" className="number">
                cost at most
              </th>
            </tr>
          </thead>
          <tbody>
            {stages.map(({ stage, model, calls: own, usdAtMost: cost }) => (
              <tr key={`${stage} ${model}`}>
                <th scope="row">
                  <bdi>{model}</bdi>
                </th>
                <td>{stage}</td>
                <td className="number">{formatCount(own)}</td>
                <td className="number">{cost === null ? 'not known' : usd(cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="hint">
        Every answer as long as it may be, so it will cost less. Answers that are stored already are not paid
        twice.
      </p>
    </More>
  );
}

function Width({ dataset, onSize }: { dataset: PlannedDataset; onSize: (size: number | null) => void }) {
  const { dataset: name, scenarios, clusters, halfWidth, sizes } = dataset;
  return (
    <div className="width-line">
      <p>
        <bdi>{name}</bdi>: {formatCount(scenarios)} biased scenarios in {formatCount(clusters)} clusters,{' '}
        <b>{halfWidth === null ? 'too few clusters for an interval' : points(halfWidth)}</b>.
      </p>
      {sizes.length > 1 && (
        <p className="sizes">
          {sizes.map(({ size, halfWidth: half }, place) => (
            <button
              key={size}
              type="button"
              className="small"
              onClick={() => onSize(place === sizes.length - 1 ? null : size)}
            >
              {place === sizes.length - 1 ? `all ${formatCount(size)}` : formatCount(size)}:{' '}
              {half === null ? '—' : points(half)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Beyond the whole scale an interval says nothing. */
function points(half: number): string {
  if (half >= 1) return 'too few clusters for an interval';
  return `± ${(100 * half).toFixed(1)} points`;
}

function costWords(usdAtMost: number | null): string {
  if (usdAtMost === null) return 'cost not known';
  return usdAtMost === 0 ? 'which cost nothing' : `at most ${usd(usdAtMost)}`;
}

function usd(amount: number): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
