import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { StudyResults } from '../../../src/measures/measure.ts';
import type { MetricsView } from '../../../src/measures/metrics-view.ts';
import { studyQueries } from '../data/study-queries.ts';
import { Asked } from './asked.tsx';
import { Empty } from './empty.tsx';

/** What the study measured, once it is measured. */
export function WithMetrics({
  children,
}: {
  children: (metrics: StudyResults, view: Extract<MetricsView, { state: 'measured' }>) => ReactNode;
}) {
  const query = useQuery(studyQueries.metrics);
  return (
    <Asked query={query} what="the metrics">
      {(view) =>
        view.state === 'measured' ? (
          children(view.results, view)
        ) : (
          <Empty title="The study is being measured.">
            <p>The numbers appear here by themselves in a moment.</p>
          </Empty>
        )
      }
    </Asked>
  );
}
