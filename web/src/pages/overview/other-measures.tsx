import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
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
import { measureFinding, studyFigures } from '../../../../src/measures/study-views.ts';
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

/** Every measure that no view of the page has a place for: a line each with what it found, which opens to its tables. */
export function OtherMeasures({ metrics: all, added }: OtherMeasuresProps) {
  const { dataset } = useSelection(all);
  const metrics = useMemo(() => resultsWithin(all, { dataset }), [all, dataset]);
  const own = others
    .filter(({ id }) => (metrics[id] ?? null) !== null)
    .map((measure) => {
      const tables = measure.tables.flatMap(({ make, level }) => (level === 'summary' ? [] : make(metrics)));
      return { ...measure, tables, finding: measureFinding(measure, metrics, tables) };
    })
    .filter(({ tables }) => tables.length > 0);
  if (own.length + added.length === 0) return null;
  return (
    <section className="other-measures" aria-labelledby="more-questions">
      <h2 id="more-questions">More questions</h2>
      {own.map(({ id, title, tables, finding }) => (
        <MeasurePart key={id} id={id} title={title} finding={finding}>
          <StudyFigures make={figuresOf.get(id) ?? noFigures} metrics={metrics} />
          <TextTables tables={tables} />
        </MeasurePart>
      ))}
      {added.map(({ id, title, tables }) => (
        <MeasurePart key={id} id={id} title={title} finding={tables[0]?.notes?.[0] ?? ''}>
          {dataset !== undefined && (
            <p className="hint">Over all of the study: the choices above do not affect it.</p>
          )}
          <TextTables tables={tables} />
        </MeasurePart>
      ))}
    </section>
  );
}

const noFigures: ChartMaker = () => [];
const figuresOf = new Map(
  others.map((measure): [string, ChartMaker] => [
    measure.id,
    (results, place) => studyFigures(results, place, [measure]),
  ]),
);

interface MeasurePartProps {
  readonly id: string;
  readonly title: string;
  /** In one sentence. */
  readonly finding: string;
  readonly children: ReactNode;
}

/** A measure that opens; what is in it is made when it does. It is open where the address names it. */
function MeasurePart({ id, title, finding, children }: MeasurePartProps) {
  const hash = useRouterState({ select: ({ location }) => location.hash });
  const [wasOpen, setWasOpen] = useState(false);
  const isNamed = hash === id;
  return (
    <Section id={id}>
      <details
        className="card measure-part"
        open={isNamed || undefined}
        onToggle={({ currentTarget }) => currentTarget.open && setWasOpen(true)}
      >
        <summary>
          <h3>{title}</h3>
          <span className="part-finding">{finding}</span>
        </summary>
        {(wasOpen || isNamed) && children}
      </details>
    </Section>
  );
}
