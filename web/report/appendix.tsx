import { type ReactNode, useRef, useState } from 'react';
import type { ChartMaker, StudyResults } from '../../src/measures/measure.ts';
import { builtInMeasures } from '../../src/measures/registry.ts';
import { studyFigures } from '../../src/measures/study-views.ts';
import type { ReportPage } from '../../src/report/report-html.ts';
import { StudyFigures } from '../src/components/charts/study-figures.tsx';
import { FindingCard } from '../src/components/layout/cards.tsx';
import { ReportTable } from './report-table.tsx';
import { ScenarioPart } from './scenario-part.tsx';

interface AppendixProps {
  readonly report: ReportPage;
  /** The results with models as they are shown. */
  readonly metrics: StudyResults;
}

/** All there is, a section a question, each folded to what it found; its contents stay in sight. */
export function Appendix({ report, metrics }: AppendixProps) {
  const { findings, sections, shown, methods, references } = report;
  const parts = useRef<HTMLDivElement>(null);
  const contents: readonly (readonly [id: string, name: string])[] = [
    ['findings', 'Every finding'],
    ...sections.map(({ id, question }) => [id, question] as const),
    ...(shown.scenarios.length > 0 ? [['scenarios', 'Scenarios and answers'] as const] : []),
    ['methods', 'Methods and sources'],
  ];
  const setAll = (open: boolean) => {
    for (const part of parts.current?.querySelectorAll<HTMLDetailsElement>(':scope > .report-part') ?? [])
      part.open = open;
  };
  return (
    <section className="appendix" id="appendix" aria-labelledby="appendix-title">
      <h2 id="appendix-title">Appendix</h2>
      <div className="appendix-body">
        <nav className="contents" aria-label="Contents">
          <ul>
            {contents.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
          <p className="files">
            <button type="button" className="small" onClick={() => setAll(true)}>
              Open all
            </button>
            <button type="button" className="small" onClick={() => setAll(false)}>
              Close all
            </button>
          </p>
        </nav>
        <div ref={parts}>
          <Part id="findings" title="Every finding" finding="Every question with what its answer rests on.">
            <div className="answers">
              {findings.map((finding, place) => (
                <FindingCard key={finding.id} finding={finding} first={place === 0} />
              ))}
            </div>
          </Part>
          {sections.map(({ id, question, finding, tables }) => (
            <Part key={id} id={id} title={question} finding={finding}>
              <StudyFigures make={figuresOf.get(id) ?? noFigures} metrics={metrics} />
              {tables.map(({ table, file }) => (
                <ReportTable key={file} table={table} file={file} />
              ))}
            </Part>
          ))}
          {shown.scenarios.length > 0 && (
            <Part
              id="scenarios"
              title="Scenarios and answers"
              finding={`${shown.scenarios.length.toLocaleString('en-US')} scenarios with every model’s answer; their texts are blurred until you ask for them.`}
            >
              <ScenarioPart shown={shown} />
            </Part>
          )}
          <Part id="methods" title="Methods and sources" finding="A text for a paper, with the prompts.">
            <h4>Methods</h4>
            <pre>{methods}</pre>
            <h4>References (BibTeX)</h4>
            <pre>{references}</pre>
          </Part>
        </div>
      </div>
    </section>
  );
}

const noFigures: ChartMaker = () => [];
const figuresOf = new Map(
  builtInMeasures.map((measure): [string, ChartMaker] => [
    measure.id,
    (results, place) => studyFigures(results, place, [measure]),
  ]),
);

interface PartProps {
  readonly id: string;
  readonly title: string;
  /** In one sentence. */
  readonly finding: string;
  readonly children: ReactNode;
}

/** A section that opens; what is in it is made when it does. */
function Part({ id, title, finding, children }: PartProps) {
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <details
      id={id}
      className="card report-part"
      onToggle={({ currentTarget }) => currentTarget.open && setWasOpen(true)}
    >
      <summary>
        <h3>{title}</h3>
        <span className="part-finding">{finding}</span>
      </summary>
      {wasOpen && (
        <>
          <p className="hint">
            <a href={`#${id}`}>Link to this section</a>
          </p>
          {children}
        </>
      )}
    </details>
  );
}
