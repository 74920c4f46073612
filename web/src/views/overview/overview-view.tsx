import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { StudyMetrics } from '../../../../src/measures/compute-metrics.ts';
import { studyFindings } from '../../../../src/measures/findings.ts';
import { unansweredTables } from '../../../../src/measures/misalignment/breakdown-tables.ts';
import { misalignmentFigures } from '../../../../src/measures/misalignment/charts.ts';
import { sizeFigures } from '../../../../src/measures/misalignment/size-charts.ts';
import { studyQueries } from '../../data/study-queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { NothingJudged } from '../nothing-judged.tsx';
import { ofAttack } from '../of-attack.ts';
import { ofDataset } from '../of-dataset.ts';
import { SelectionChoices } from '../selection-choices.tsx';
import { useSelection } from '../use-selection.ts';
import { Answers } from './answers.tsx';
import { Leaderboard } from './leaderboard.tsx';
import { StudyNumbers } from './study-numbers.tsx';

const route = getRouteApi('/');

/** What the study found, at a glance. */
export function OverviewView() {
  const { data: study } = useQuery(studyQueries.study);
  return (
    <WithMetrics>
      {(metrics, notes) => (
        <>
          {notes.map((note) => (
            <Notice key={note} kind="warning">
              {note}
            </Notice>
          ))}
          {metrics.misalignment.length === 0 ? <NothingJudged /> : <Overview metrics={metrics} />}
          {study !== undefined && <StudyNumbers study={study} />}
        </>
      )}
    </WithMetrics>
  );
}

function Overview({ metrics }: { metrics: StudyMetrics }) {
  const selection = useSelection(metrics);
  const { policy = 'excluded' } = route.useSearch();
  const setSearch = useSetSearch();
  const own = ofDataset(metrics, selection.dataset);
  const selected = ofAttack(own, selection.attack);
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
      <Answers findings={studyFindings({ ...selected, attackSuccess: own.attackSuccess })} />
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
