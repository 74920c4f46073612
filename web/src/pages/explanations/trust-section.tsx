import { Link } from '@tanstack/react-router';
import { agreeabilityFigures } from '../../../../src/measures/agreeability/charts.ts';
import { agreeabilityId, type ExplainerAgreeability } from '../../../../src/measures/agreeability/compute.ts';
import { explanationsFinding } from '../../../../src/measures/agreeability/finding.ts';
import { harshnessTables } from '../../../../src/measures/agreeability/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { preferenceTables } from '../../../../src/measures/self-preference/tables.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { useSelection } from '../../components/choices/selection.tsx';
import { Command, Empty } from '../../components/layout/messages.tsx';
import { WithMetrics } from '../../components/layout/query-result.tsx';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { IntervalBar, ModelName, Rate } from '../../components/tables/values.tsx';
import { useFullName } from '../../data/model-names.tsx';

/** Whose explanations others agree with, and who favours their own. */
export function TrustSection() {
  return (
    <WithMetrics>
      {(metrics) =>
        resultOf(metrics, agreeabilityId) === null ? (
          <Empty title="No model has read these explanations yet.">
            <p>
              Have models read them: <Command>hvsb agree --rater PROVIDER:MODEL</Command>.
            </p>
          </Empty>
        ) : (
          <Trust metrics={metrics} />
        )
      }
    </WithMetrics>
  );
}

function Trust({ metrics }: { metrics: StudyResults }) {
  const fullName = useFullName();
  const { sort, setSort } = useSelection(metrics);
  const { answer, details } = explanationsFinding(metrics);
  // No rate is below 0, so explainers without one come last.
  const result = resultOf(metrics, agreeabilityId);
  const explainers = (result?.explainers ?? []).toSorted(
    (one, other) => (other.byOthers.rate ?? -1) - (one.byOthers.rate ?? -1),
  );
  return (
    <>
      <section className="card answer">
        <p>{answer}</p>
        <ul>
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      </section>
      <section className="card">
        <h2>Explainers, most trusted by others first</h2>
        <DataTable
          name="agreeability-by-explainer"
          caption="How often others agree with each explainer"
          columns={columns(metrics, fullName)}
          rows={explainers}
          rowId={({ explainer }) => explainer}
          sort={sort}
          onSort={setSort}
        >
          <p>AGREE / (AGREE + DISAGREE) with its 95% interval over clusters of scenarios.</p>
        </DataTable>
      </section>
      <StudyFigures make={agreeabilityFigures} metrics={metrics} />
      <TextTables tables={[...preferenceTables(metrics), ...harshnessTables(metrics)]} />
    </>
  );
}

function columns(
  metrics: StudyResults,
  fullName: (shown: string) => string,
): readonly TableColumn<ExplainerAgreeability>[] {
  const cells = resultOf(metrics, agreeabilityId)?.cells ?? [];
  const own = (model: string) =>
    cells.find(({ explainer, rater }) => explainer === model && rater === model)?.rate ?? null;
  return [
    {
      id: 'explainer',
      label: 'explainer',
      value: ({ explainer }) => explainer,
      show: ({ explainer }) => <ModelName name={explainer} />,
    },
    {
      id: 'others_agree',
      label: 'others agree',
      align: 'right',
      value: ({ byOthers }) => byOthers.rate,
      show: ({ byOthers }) => <Rate rate={byOthers.rate} low={byOthers.low} high={byOthers.high} />,
      csv: [
        ['others_agree', ({ byOthers }) => byOthers.rate],
        ['low', ({ byOthers }) => byOthers.low],
        ['high', ({ byOthers }) => byOthers.high],
        ['n', ({ byOthers }) => byOthers.n],
      ],
    },
    {
      id: 'interval',
      label: 'interval',
      wide: true,
      value: ({ byOthers }) => byOthers.high,
      show: ({ byOthers }) => (
        <IntervalBar value={byOthers.rate} low={byOthers.low} high={byOthers.high} max={1} />
      ),
      csv: [],
    },
    {
      id: 'it_agrees_itself',
      label: 'agrees itself',
      align: 'right',
      value: ({ explainer }) => own(explainer),
      show: ({ explainer }) => <Rate rate={own(explainer)} />,
    },
    {
      id: 'agreements',
      label: 'verdicts',
      align: 'right',
      value: ({ byOthers }) => byOthers.n,
      show: ({ explainer, byOthers }) => (
        <Link
          to="/explanations"
          search={{ show: 'reasons', explainer: fullName(explainer) }}
          aria-label={`${formatCount(byOthers.n)} agreement verdicts on explanations of ${explainer}`}
        >
          {formatCount(byOthers.n)}
        </Link>
      ),
    },
  ];
}
