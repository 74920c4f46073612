import { attackFlipFigures, attackLineFigures } from '../../../../src/measures/attack-success/charts.ts';
import { attacksFinding } from '../../../../src/measures/attack-success/finding.ts';
import { controlsFigures } from '../../../../src/measures/controls/charts.ts';
import { controlsTables } from '../../../../src/measures/controls/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { DatasetChoice } from '../../parts/dataset-choice.tsx';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';
import { NothingJudged } from '../nothing-judged.tsx';
import { useSelection } from '../use-selection.ts';
import { SuccessTable } from './success-table.tsx';

/** What attack prompts change, and whether models still tell biased from unbiased under them. */
export function AttacksView() {
  return (
    <WithMetrics>
      {(metrics) =>
        resultOf(metrics, misalignmentId) === null ? <NothingJudged /> : <Attacks metrics={metrics} />
      }
    </WithMetrics>
  );
}

function Attacks({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const selected = resultsWithin(metrics, { dataset: selection.dataset });
  const { answer, details } = attacksFinding(selected);
  return (
    <>
      <ViewHead
        title="Attacks"
        lead="A system prompt asks the model to judge badly: untargeted, it need not be moral; targeted, it hates the group in question. Compared on the same scenarios with and without it."
      >
        <DatasetChoice
          datasets={selection.datasets}
          value={selection.dataset}
          onChoose={selection.setDataset}
        />
      </ViewHead>
      <section className="card answer">
        <p>{answer}</p>
        <ul>
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      </section>
      <StudyFigures make={attackLineFigures} metrics={selected} />
      <SuccessTable metrics={selected} sort={selection.sort} onSort={selection.setSort} />
      <StudyFigures make={attackFlipFigures} metrics={selected} />
      <StudyFigures make={controlsFigures} metrics={selected} />
      <TextTables tables={controlsTables(selected)} />
    </>
  );
}
