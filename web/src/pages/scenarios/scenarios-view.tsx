import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { ViewHead } from '../../components/choices/selection.tsx';
import { Command, Empty } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { ScenarioFilters } from './scenario-filters.tsx';
import { ScenarioList } from './scenario-list.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { useScenarioSteps } from './scenario-rows.ts';

const route = getRouteApi('/scenarios');

/** Every scenario, and one with all that was said of it. */
export function ScenariosView() {
  const { scenario } = route.useSearch();
  const study = useQuery(studyQueries.study);
  return (
    <>
      <ViewHead
        title="Scenarios"
        lead="Everything that was judged, with each model’s verdict. Open one to read answers, prompts and explanations; j and k go to the next and the one before."
      />
      <QueryResult query={study} what="the study">
        {(known) =>
          known.counts.scenarios === 0 ? (
            <Empty title="There are no scenarios yet.">
              <p>
                <Command>hvsb prepare --dataset sample</Command> brings some, <code>hvsb data</code> says what
                else there is.
              </p>
            </Empty>
          ) : (
            <ListAndPanel study={known} open={scenario} />
          )
        }
      </QueryResult>
    </>
  );
}

interface ListAndPanelProps {
  readonly study: StudyView;
  readonly open: string | undefined;
}

/** The list, and beside it the scenario that is open in it. */
function ListAndPanel({ study, open }: ListAndPanelProps) {
  const steps = useScenarioSteps(open);
  const both = useRef<HTMLDivElement>(null);
  useStepKeys(both, steps.step);
  return (
    <div ref={both} className={open === undefined ? 'scenarios' : 'scenarios with-panel'}>
      <div className="scenario-side">
        <ScenarioFilters study={study} />
        <ScenarioList open={open} />
      </div>
      {open !== undefined && <ScenarioPanel key={open} id={open} steps={steps} />}
    </div>
  );
}

/** j and k, while the keyboard is within this part of the page or nowhere, and not where one types. */
function useStepKeys(part: RefObject<HTMLElement | null>, step: (by: 1 | -1) => void): void {
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const by = event.key === 'j' ? 1 : event.key === 'k' ? -1 : null;
      if (by === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const { activeElement, body } = document;
      const isHere =
        activeElement === body || activeElement?.id === 'main' || part.current?.contains(activeElement);
      if (!isHere || activeElement?.matches('input, select, textarea')) return;
      event.preventDefault();
      latest.current(by);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [part]);
}
