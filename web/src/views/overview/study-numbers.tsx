import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { studySource } from '../../data/study-source.ts';

const shown = [
  ['scenarios', 'scenarios'],
  ['judgments', 'judgments'],
  ['explanations', 'explanations'],
  ['agreements', 'readings of them by models'],
  ['answers', 'answers to questions'],
  ['ratings', 'ratings by people'],
  ['failures', 'calls that failed and wait'],
] as const satisfies readonly (readonly [keyof StudyView['counts'], string])[];

/** How much there is of everything. */
export function StudyNumbers({ study: { counts, models, version, exportedAt } }: { study: StudyView }) {
  return (
    <p className="numbers">
      <span>
        <b>{formatCount(models.length)}</b> models
      </span>
      {shown
        .filter(([key]) => counts[key] > 0)
        .map(([key, name]) => (
          <span key={key}>
            <b>{formatCount(counts[key])}</b> {name}
          </span>
        ))}
      <span>
        <a href={studySource.files.metrics} download="metrics.csv">
          All metrics as CSV
        </a>
      </span>
      <span>hvsb {version}</span>
      {exportedAt !== null && <span>copied {new Date(exportedAt).toLocaleString()}</span>}
    </p>
  );
}
