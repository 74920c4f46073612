import type { ConditionView } from '../../../../src/core/view/scenario-view.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { ModelName } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { useSetSearch } from '../../router/search.ts';

interface ConditionsProps {
  readonly conditions: readonly ConditionView[];
  readonly sort: string | undefined;
}

/** What was asked of whom, under which prompts and settings: what a run can be repeated from. */
export function ConditionsTable({ conditions, sort }: ConditionsProps) {
  const setSearch = useSetSearch();
  return (
    <section className="card">
      <h2>Conditions</h2>
      <DataTable
        name="conditions"
        caption="Conditions"
        columns={columns}
        rows={conditions}
        rowId={({ number }) => `${number}`}
        sort={sort}
        onSort={(next) => setSearch({ sort: next })}
      >
        <p>
          A condition is a stage, a model, an attack, the exact prompts and the sampling settings; no two are
          mixed in a rate.
        </p>
      </DataTable>
      <details className="more">
        <summary>Prompts of these conditions</summary>
        {wordings(conditions).map(({ key, stage, pack, system, templates }) => (
          <section key={key} className="entry open">
            <h3>
              {stage} <span className="hint">{pack}</span>
            </h3>
            <Blurred what="the prompt">
              <dl className="said">
                {system !== null && (
                  <div>
                    <dt>system</dt>
                    <dd className="raw">
                      <ModelText text={system} />
                    </dd>
                  </div>
                )}
                {Object.entries(templates).map(([name, text]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd className="raw">
                      <ModelText text={text} />
                    </dd>
                  </div>
                ))}
              </dl>
            </Blurred>
          </section>
        ))}
      </details>
    </section>
  );
}

/** Models share prompts: each wording once. */
function wordings(conditions: readonly ConditionView[]) {
  const asked = conditions.filter(({ templates }) => Object.keys(templates).length > 0);
  return [
    ...Map.groupBy(asked, ({ stage, attack, promptPack, promptHash }) =>
      [stage, attack, promptPack, promptHash].join(' '),
    ),
  ].flatMap(([key, [first]]) =>
    first === undefined
      ? []
      : [
          {
            key,
            stage: `${first.stage}, ${first.attack}`,
            pack: first.promptPack,
            system: first.system,
            templates: first.templates,
          },
        ],
  );
}

const columns: readonly TableColumn<ConditionView>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ model }) => model,
    show: ({ model }) => <ModelName name={model} />,
  },
  { id: 'stage', label: 'stage', value: ({ stage }) => stage },
  { id: 'attack', label: 'attack', value: ({ attack }) => attack },
  {
    id: 'answered',
    label: 'answered',
    align: 'right',
    value: ({ answered }) => answered,
    show: ({ answered }) => formatCount(answered),
  },
  {
    id: 'outcomes',
    label: 'outcomes',
    wide: true,
    value: ({ labels }) => (labels === null ? null : outcomesText(labels)),
    show: ({ labels }) => (labels === null ? 'being counted' : outcomesText(labels) || '—'),
  },
  {
    id: 'failed',
    label: 'failed',
    align: 'right',
    value: ({ failures }) => failures.reduce((sum, { count }) => sum + count, 0),
    show: ({ failures }) => formatCount(failures.reduce((sum, { count }) => sum + count, 0)),
  },
  {
    id: 'tokens',
    label: 'tokens',
    align: 'right',
    wide: true,
    value: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
    show: ({ inputTokens, outputTokens }) => `${formatCount(inputTokens)} + ${formatCount(outputTokens)}`,
    csv: [
      ['input_tokens', ({ inputTokens }) => inputTokens],
      ['output_tokens', ({ outputTokens }) => outputTokens],
    ],
  },
  {
    id: 'settings',
    label: 'settings',
    wide: true,
    value: ({ sampling }) => settingsText(sampling),
  },
  { id: 'prompts', label: 'prompts', wide: true, value: ({ promptPack }) => promptPack },
  {
    id: 'endpoint',
    label: 'endpoint',
    wide: true,
    value: ({ endpoint }) => endpoint,
    show: ({ endpoint }) => <bdi className="model-name">{endpoint}</bdi>,
  },
];

function outcomesText(labels: Readonly<Record<string, number>>): string {
  return Object.entries(labels)
    .filter(([, count]) => count > 0)
    .map(([label, count]) => `${label} ${formatCount(count)}`)
    .join(', ');
}

function settingsText(sampling: ConditionView['sampling']): string {
  return Object.entries(sampling)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

interface Failure {
  readonly condition: ConditionView;
  readonly reason: string;
  readonly count: number;
  readonly message: string;
}

interface FailuresProps {
  readonly conditions: readonly ConditionView[];
  readonly sort: string | undefined;
}

/** Why calls have no answer yet; nothing where all have one. */
export function FailuresTable({ conditions, sort }: FailuresProps) {
  const setSearch = useSetSearch();
  const failures = conditions.flatMap((condition): Failure[] =>
    condition.failures.map((failure) => ({ condition, ...failure })),
  );
  if (failures.length === 0) return null;
  return (
    <section className="card">
      <h2>Calls that failed and wait</h2>
      <DataTable
        name="failures"
        caption="Calls that failed and wait"
        columns={columnsFailuresTable}
        rows={failures}
        rowId={({ condition, reason }) => `${condition.number} ${reason}`}
        sort={sort}
        onSort={(next) => setSearch({ sort: next })}
      >
        <p>
          The same command sends them again, unless they were imported; what is stored is not paid for twice.
        </p>
      </DataTable>
    </section>
  );
}

const columnsFailuresTable: readonly TableColumn<Failure>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ condition }) => condition.model,
    show: ({ condition }) => <ModelName name={condition.model} />,
  },
  { id: 'stage', label: 'stage', value: ({ condition }) => condition.stage },
  { id: 'attack', label: 'attack', value: ({ condition }) => condition.attack },
  { id: 'reason', label: 'reason', value: ({ reason }) => reason },
  {
    id: 'count',
    label: 'calls',
    align: 'right',
    value: ({ count }) => count,
    show: ({ count }) => formatCount(count),
  },
  {
    id: 'message',
    label: 'the last said',
    wide: true,
    value: ({ message }) => message,
    show: ({ message }) => <bdi className="model-name">{message}</bdi>,
  },
];
