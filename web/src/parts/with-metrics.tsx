import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { StudyMetrics } from '../../../src/measures/compute-metrics.ts';
import { studyQueries } from '../data/study-queries.ts';
import { Asked } from './asked.tsx';
import { Empty } from './empty.tsx';

/** What the study measured, once it is measured. */
export function WithMetrics({
  children,
}: {
  children: (metrics: StudyMetrics, notes: readonly string[]) => ReactNode;
}) {
  const query = useQuery(studyQueries.metrics);
  return (
    <Asked query={query} what="the metrics">
      {(view) =>
        view.state === 'measured' ? (
          children(view.metrics, view.notes)
        ) : (
          <Empty title="The study is being measured.">
            <p>The numbers appear here by themselves in a moment.</p>
          </Empty>
        )
      }
    </Asked>
  );
}
