import { useMemo } from 'react';
import { agreeabilityId } from '../../../../src/measures/agreeability/compute.ts';
import { alignmentPreferenceId } from '../../../../src/measures/alignment-preference/compute.ts';
import { attackSuccessId } from '../../../../src/measures/attack-success/compute.ts';
import { bbqScoreId } from '../../../../src/measures/bbq-score/compute.ts';
import { consistencyId } from '../../../../src/measures/consistency/compute.ts';
import { controlsId } from '../../../../src/measures/controls/compute.ts';
import { familyConsistencyId } from '../../../../src/measures/family-consistency/compute.ts';
import type { ChartMaker, StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import type { AddedMeasure } from '../../../../src/measures/metrics-view.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { modelDifferencesId } from '../../../../src/measures/model-differences/compute.ts';
import { readabilityId } from '../../../../src/measures/readability/compute.ts';
import { builtInMeasures } from '../../../../src/measures/registry.ts';
import { selfPreferenceId } from '../../../../src/measures/self-preference/compute.ts';
import { studyFigures } from '../../../../src/measures/study-views.ts';
import { understandingId } from '../../../../src/measures/understanding/compute.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { useSelection } from '../../components/choices/selection.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { Section } from '../../router/section.tsx';

/** What the views of the page show at places of their own. */
const placed: ReadonlySet<string> = new Set([
  agreeabilityId,
  alignmentPreferenceId,
  attackSuccessId,
  bbqScoreId,
  consistencyId,
  controlsId,
  familyConsistencyId,
  misalignmentId,
  modelDifferencesId,
  readabilityId,
  selfPreferenceId,
  understandingId,
]);
const others = builtInMeasures.filter(({ id }) => !placed.has(id));

interface OtherMeasuresProps {
  readonly metrics: StudyResults;
  /** Those that did not come with hvsb, as the server drew them. */
  readonly added: readonly AddedMeasure[];
}

/** Every measure that no view of the page has a place for: a section each, under the question that it answers. */
export function OtherMeasures({ metrics: all, added }: OtherMeasuresProps) {
  const { dataset } = useSelection(all);
  const metrics = useMemo(() => resultsWithin(all, { dataset }), [all, dataset]);
  const own = others
    .filter(({ id }) => (metrics[id] ?? null) !== null)
    .map(({ id, title, tables }) => ({ id, title, tables: tables.flatMap(({ make }) => make(metrics)) }));
  return (
    <>
      {[...own, ...added].map(({ id, title, tables }) => (
        <Section key={id} id={id}>
          <h2>{title}</h2>
          {dataset !== undefined && added.some((measure) => measure.id === id) && (
            <p className="hint">Over all of the study: the choices above do not affect it.</p>
          )}
          <TextTables tables={tables} />
        </Section>
      ))}
      <StudyFigures make={otherFigures} metrics={metrics} />
    </>
  );
}

const otherFigures: ChartMaker = (results, place) => studyFigures(results, place, others);
