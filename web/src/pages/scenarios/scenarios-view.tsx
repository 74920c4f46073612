import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ViewHead } from '../../components/choices/selection.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { ScenarioFilters } from './scenario-filters.tsx';
import { ScenarioList } from './scenario-list.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';

const route = getRouteApi('/scenarios');

/** Every scenario, and one with all that was said of it. */
export function ScenariosView() {
  const { scenario } = route.useSearch();
  const study = useQuery(studyQueries.study);
  return (
    <>
      <ViewHead
        title="Scenarios"
        lead="Everything that was judged, with each model’s verdict; open one to read answers, prompts and explanations."
      />
      <QueryResult query={study} what="the study">
        {(known) =>
          known.counts.scenarios === 0 ? (
            <Empty title="There are no scenarios yet.">
              <p>
                <code>hvsb prepare --dataset sample</code> brings some, <code>hvsb data</code> says what else
                there is.
              </p>
            </Empty>
          ) : (
            <div className={scenario === undefined ? 'scenarios' : 'scenarios with-panel'}>
              <div className="scenario-side">
                <ScenarioFilters study={known} />
                <ScenarioList open={scenario} />
              </div>
              {scenario !== undefined && <ScenarioPanel key={scenario} id={scenario} />}
            </div>
          )
        }
      </QueryResult>
    </>
  );
}
