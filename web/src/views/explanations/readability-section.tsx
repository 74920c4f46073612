import { sideBySideTables } from '../../../../src/measures/agreeability/side-by-side-tables.ts';
import { readabilityFigures } from '../../../../src/measures/readability/charts.ts';
import { readabilityDetailTables, readabilityTables } from '../../../../src/measures/readability/tables.ts';
import { understandingTables } from '../../../../src/measures/understanding/tables.ts';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';

/** How explanations read, and how well people say they understand them. */
export function ReadabilitySection() {
  return (
    <WithMetrics>
      {(metrics) => (
        <>
          <TextTables tables={[...sideBySideTables(metrics), ...understandingTables(metrics)]} />
          <StudyFigures make={readabilityFigures} metrics={metrics} />
          <TextTables tables={[...readabilityTables(metrics), ...readabilityDetailTables(metrics)]} />
        </>
      )}
    </WithMetrics>
  );
}
