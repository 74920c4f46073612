import { useEffect, useMemo } from 'react';
import { overviewFigures } from '../../src/measures/attack-success/overview-chart.ts';
import { modelNames, modelsIn, withModelNames } from '../../src/measures/display-names.ts';
import { type ChartMaker, resultOf, type StudyResults } from '../../src/measures/measure.ts';
import { metricsJson } from '../../src/measures/measure-study.ts';
import { studyAnswers } from '../../src/measures/study-answers.ts';
import { studyFigures } from '../../src/measures/study-views.ts';
import { understandingId } from '../../src/measures/understanding/compute.ts';
import { understandingSummary } from '../../src/measures/understanding/tables.ts';
import type { ReportPage } from '../../src/report/report-html.ts';
import { StudyFigures } from '../src/components/charts/study-figures.tsx';
import { AnswerTiles } from '../src/components/layout/cards.tsx';
import { ThemeSwitch } from '../src/components/layout/theme.tsx';
import { saveFile } from '../src/components/tables/csv.tsx';
import { TextSwitch } from '../src/components/texts/blurred.tsx';
import { ModelNamesContext } from '../src/data/model-names.tsx';
import { Appendix } from './appendix.tsx';

/** A study's report: two pages that say what it found and how far to trust it, then all there is. */
export function ReportView({ report }: { report: ReportPage }) {
  const { title, version, madeAt, findings, cautions, results, labels, otherMetrics, ran } = report;
  const named = useMemo(() => withModelNames(results, labels), [results, labels]);
  const names = useMemo(() => modelNames(modelsIn(results), labels), [results, labels]);
  const certainty = findings.find(({ id }) => id === 'certainty');
  useNamedPart();
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
      <StudyFigures make={firstFigures} metrics={named} />
      <div className="report-first">
        <section className="card cautions" id="trust">
          <h2>How far to trust it</h2>
          <Sentences of={[...(certainty === undefined ? [] : [certainty.answer]), ...cautions]} />
        </section>
        <section className="card cautions" id="people">
          <h2>What people said</h2>
          <Sentences of={peopleSentences(named)} />
        </section>
        <section className="card cautions" id="run">
          <h2>What was run</h2>
          <Sentences of={ran} />
          <p>
            In full: <a href="methods.md">methods.md</a>, with the prompts;{' '}
            <a href="manifest.json">manifest.json</a>, from which <code>hvsb report --verify</code> computes
            every number again; <a href="references.bib">references.bib</a>; <a href="report.md">report.md</a>
            ;{' '}
            <button
              type="button"
              className="link"
              onClick={() =>
                saveFile(
                  'metrics.json',
                  new Blob([JSON.stringify({ ...metricsJson(results), ...otherMetrics }, null, 2)], {
                    type: 'application/json',
                  }),
                )
              }
            >
              all numbers as JSON
            </button>
            .
          </p>
        </section>
      </div>
      <ModelNamesContext value={names}>
        <Appendix report={report} metrics={named} />
      </ModelNamesContext>
    </main>
  );
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <ul>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Of the figures after the first one, those that say most, in this order. */
const second = ['controls', 'misalignment', 'agreeability', 'attack-flips', 'consistency-none'];
const shownFirst = 3;

/** The figure of all models from no attack to the strongest, and two more. */
const firstFigures: ChartMaker = (results, place) => {
  const all = studyFigures(results, place);
  const others = second.flatMap((id) => all.find((figure) => figure.id === id) ?? []);
  return [...overviewFigures(results, place), ...others].slice(0, shownFirst);
};

function peopleSentences(results: StudyResults): readonly string[] {
  const understanding = resultOf(results, understandingId);
  if (understanding === null) return ['Nobody has rated explanations of this study.'];
  const { raters, ratings, isTooFew, ac2 } = understanding.agreement;
  return [
    understandingSummary(understanding),
    `${raters} people gave ${ratings} ratings; ${
      isTooFew || ac2.value === null
        ? 'too few people rated the same explanations to say how far they agree'
        : `they agree with each other at ${ac2.value.toFixed(2)} (Gwet’s AC2)`
    }.`,
  ];
}

/** Opens the part that the address names, and what it lies in. */
function useNamedPart(): void {
  useEffect(() => {
    const open = () => {
      const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (named === null) return;
      for (let part: Element | null = named; part !== null; part = part.parentElement)
        if (part instanceof HTMLDetailsElement) part.open = true;
      // What opens is laid out first.
      requestAnimationFrame(() => requestAnimationFrame(() => named.scrollIntoView()));
    };
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, []);
}
