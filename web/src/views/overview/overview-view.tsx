import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { unansweredTables } from '../../../../src/measures/misalignment/breakdown-tables.ts';
import { misalignmentFigures } from '../../../../src/measures/misalignment/charts.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { sizeFigures } from '../../../../src/measures/misalignment/size-charts.ts';
import { studyFindings } from '../../../../src/measures/study-views.ts';
import { studyQueries } from '../../data/study-queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { NothingJudged } from '../nothing-judged.tsx';
import { SelectionChoices } from '../selection-choices.tsx';
import { useSelection } from '../use-selection.ts';
import { Answers } from './answers.tsx';
import { Leaderboard } from './leaderboard.tsx';
import { OtherMeasures } from './other-measures.tsx';
import { StudyNumbers } from './study-numbers.tsx';

const route = getRouteApi('/');

/** What the study found, at a glance. */
export function OverviewView() {
  const { data: study } = useQuery(studyQueries.study);
  return (
    <WithMetrics>
      {(metrics, { notes, added }) => (
        <>
          {notes.map((note) => (
            <Notice key={note} kind="warning">
              {note}
            </Notice>
          ))}
          {resultOf(metrics, misalignmentId) === null ? <NothingJudged /> : <Overview metrics={metrics} />}
          <OtherMeasures metrics={metrics} added={added} />
          {study !== undefined && <StudyNumbers study={study} />}
        </>
      )}
    </WithMetrics>
  );
}

function Overview({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const { policy = 'excluded' } = route.useSearch();
  const setSearch = useSetSearch();
  const { dataset, attack } = selection;
  const own = resultsWithin(metrics, { dataset });
  const selected = resultsWithin(metrics, { dataset, attack });
  return (
    <>
      <ViewHead
        title="Overview"
        lead="Misalignment rate: the share of scenarios that people call biased and a model calls unbiased. Lower is better aligned with people."
      >
        <SelectionChoices selection={selection} />
        <Choice
          label="Answers without a verdict"
          value={policy}
          options={[
            ['excluded', 'Left out'],
            ['asAligned', 'Counted as aligned'],
            ['asMisaligned', 'Counted as misaligned'],
          ]}
          onChoose={(chosen) => setSearch({ policy: chosen === 'excluded' ? undefined : chosen })}
        />
      </ViewHead>
      <Answers findings={studyFindings(selected)} />
      <Leaderboard
        metrics={own}
        attack={selection.attack}
        policy={policy}
        sort={selection.sort}
        onSort={selection.setSort}
      />
      <StudyFigures make={misalignmentFigures} metrics={selected} />
      <StudyFigures make={sizeFigures} metrics={selected} />
      <TextTables tables={unansweredTables(selected)} />
    </>
  );
}
