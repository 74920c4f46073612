import { useQuery } from '@tanstack/react-query';
import type { ScenarioDetail } from '../../../../src/core/view/scenario-view.ts';
import type {
  ChangedRow,
  ComparedCondition,
  ComparisonView,
} from '../../../../src/measures/comparison-view.ts';
import { Empty } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred, BlurredLine } from '../../components/texts/blurred.tsx';
import { ScenarioParts } from '../../components/texts/scenario-text.tsx';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { AnswerText } from '../scenarios/model-answers.tsx';

interface ChangedRowsProps {
  readonly view: ComparisonView;
  /** Of the two sides. */
  readonly titles: readonly [string, string];
  /** Id of the scenario that is open. */
  readonly open: string | undefined;
}

/** Scenarios that the sides judge differently; one opens to both answers next to each other. */
export function ChangedRows({ view: { rows, sides }, titles, open }: ChangedRowsProps) {
  const setSearch = useSetSearch();
  if (rows.length === 0) return <Empty title="Nothing changed here." />;
  return (
    <ul className="plain changed-rows">
      {rows.map((row) => (
        <li key={row.id}>
          <details
            className="entry"
            open={row.id === open}
            onToggle={({ currentTarget }) => {
              const isOpen = currentTarget.open;
              if (isOpen !== (row.id === open)) setSearch({ scenario: isOpen ? row.id : undefined });
            }}
          >
            <summary>
              <RowHead row={row} titles={titles} />
            </summary>
            {row.id === open && <Answers row={row} sides={sides} titles={titles} />}
          </details>
        </li>
      ))}
    </ul>
  );
}

/** The label, and whether each side is right by it. */
function RowHead({ row, titles }: { row: ChangedRow; titles: readonly [string, string] }) {
  const { gold, dataset, category, excerpt, outcomes } = row;
  return (
    <>
      {outcomes.map((own, side) => (
        <span key={titles[side === 0 ? 0 : 1]} className="changed-side">
          {own.map((outcome, repeat) => (
            <span key={`${repeat.toFixed()}`}>
              <OutcomeTag outcome={outcome} /> {markOf(outcome, gold)}
            </span>
          ))}
          {side === 0 && ' → '}
        </span>
      ))}
      <span className="hint">
        {' '}
        labelled {gold} · {dataset} · <bdi>{category}</bdi>
      </span>
      <span className="line-text">
        <BlurredLine text={excerpt} />
      </span>
    </>
  );
}

function markOf(outcome: string, gold: string): string {
  if (outcome !== 'biased' && outcome !== 'unbiased') return 'no verdict';
  return outcome === gold ? '✓ right' : '✗ wrong';
}

interface AnswersProps {
  readonly row: ChangedRow;
  readonly sides: readonly [ComparedCondition, ComparedCondition];
  readonly titles: readonly [string, string];
}

function Answers({ row, sides, titles }: AnswersProps) {
  const [one, two] = sides;
  const text = useSide(row.id, one);
  return (
    <>
      <QueryResult query={text} what="the scenario">
        {({ scenario }) => (
          <Blurred what="the scenario">
            <ScenarioParts scenario={scenario.text} />
          </Blurred>
        )}
      </QueryResult>
      <div className="two-answers">
        <SideAnswer id={row.id} side={one} title={titles[0]} />
        <SideAnswer id={row.id} side={two} title={titles[1]} />
      </div>
    </>
  );
}

function useSide(id: string, { pack, wording, store }: ComparedCondition) {
  return useQuery({
    queryKey: ['scenario', 'side', id, pack, wording, store],
    queryFn: () => studySource.sideScenario(id, { pack, wording, store }),
  });
}

/** What one side answered, as it came. */
function SideAnswer({ id, side, title }: { id: string; side: ComparedCondition; title: string }) {
  const query = useSide(id, side);
  return (
    <section aria-label={title}>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <QueryResult query={query} what="the answer">
        {(detail) =>
          judgmentsOf(detail, side).map(({ call }) => <AnswerText key={call.number} call={call} />)
        }
      </QueryResult>
    </section>
  );
}

function judgmentsOf({ judgments }: ScenarioDetail, { model, attack, condition }: ComparedCondition) {
  return judgments.filter((each) =>
    condition === null
      ? each.counted && each.model === model && each.attack === attack
      : each.condition === condition,
  );
}
