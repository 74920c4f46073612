import { useMemo } from 'react';
import { overviewFigures } from '../../src/measures/attack-success/overview-chart.ts';
import { modelNames, modelsIn, withModelNames } from '../../src/measures/display-names.ts';
import { metricsJson } from '../../src/measures/measure-study.ts';
import { studyAnswers } from '../../src/measures/study-answers.ts';
import { studyFigures } from '../../src/measures/study-views.ts';
import type { ReportPage } from '../../src/report/report-html.ts';
import { StudyFigures } from '../src/components/charts/study-figures.tsx';
import { AnswerTiles, FindingCard } from '../src/components/layout/cards.tsx';
import { ThemeSwitch } from '../src/components/layout/theme.tsx';
import { saveFile } from '../src/components/tables/csv.tsx';
import { TextSwitch } from '../src/components/texts/blurred.tsx';
import { ModelNamesContext } from '../src/data/model-names.tsx';
import { ReportTable } from './report-table.tsx';
import { ScenarioPart } from './scenario-part.tsx';

/** A study's report: what it found, how far to trust it, then all there is. */
export function ReportView({ report }: { report: ReportPage }) {
  const {
    title,
    version,
    madeAt,
    findings,
    cautions,
    results,
    labels,
    otherMetrics,
    tables,
    shown,
    methods,
    references,
  } = report;
  const named = useMemo(() => withModelNames(results, labels), [results, labels]);
  const names = useMemo(() => modelNames(modelsIn(results), labels), [results, labels]);
  const certainty = findings.find(({ id }) => id === 'certainty');
  const found = findings.filter((finding) => finding !== certainty);
  return (
    <main className="report">
      <header className="view-head">
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p className="hint">
            Made by hvsb {version} on{' '}
            {new Date(madeAt).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })}.
          </p>
        </div>
        <div className="choices">
          <TextSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <AnswerTiles answers={studyAnswers(named)} />
      <StudyFigures make={overviewFigures} metrics={named} />
      <div className="answers">
        {found.map((finding, place) => (
          <FindingCard key={finding.id} finding={finding} first={place === 0} />
        ))}
      </div>
      <section className="card cautions" id="trust">
        <h2>How far to trust it</h2>
        <ul>
          {[...(certainty === undefined ? [] : [certainty.answer]), ...cautions].map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      </section>
      <nav className="contents" aria-label="Contents">
        <ul>
          {[
            ['figures', 'Figures'],
            ['tables', 'Tables'],
            ...(shown.scenarios.length > 0 ? [['scenarios', 'Scenarios and answers']] : []),
            ['methods', 'Methods'],
          ].map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
          <li>
            <a href="methods.md">methods.md</a>
          </li>
          <li>
            <a href="manifest.json">manifest.json</a>
          </li>
        </ul>
      </nav>
      <section className="report-part" id="figures" aria-labelledby="figures-title">
        <h2 id="figures-title">Figures</h2>
        <StudyFigures make={studyFigures} metrics={named} />
      </section>
      <section className="report-part" id="tables" aria-labelledby="tables-title">
        <h2 id="tables-title">Tables</h2>
        {tables.map((table) => (
          <ReportTable key={table.title} table={table} />
        ))}
        <p className="choices">
          <button
            type="button"
            onClick={() =>
              saveFile(
                'metrics.json',
                new Blob([JSON.stringify({ ...metricsJson(results), ...otherMetrics }, null, 2)], {
                  type: 'application/json',
                }),
              )
            }
          >
            All numbers in full, as JSON
          </button>
        </p>
      </section>
      <ModelNamesContext value={names}>
        <ScenarioPart shown={shown} />
      </ModelNamesContext>
      <section className="report-part" id="methods" aria-labelledby="methods-title">
        <h2 id="methods-title">Methods and sources</h2>
        <details className="card">
          <summary>What was run</summary>
          <pre>{methods}</pre>
        </details>
        <details className="card">
          <summary>References (BibTeX)</summary>
          <pre>{references}</pre>
        </details>
      </section>
    </main>
  );
}
