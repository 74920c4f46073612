import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sideBySideTables } from '../../../../src/measures/agreeability/side-by-side-tables.ts';
import { readabilityFigures } from '../../../../src/measures/readability/charts.ts';
import { readabilityDetailTables, readabilityTables } from '../../../../src/measures/readability/tables.ts';
import { understandingTables } from '../../../../src/measures/understanding/tables.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { ViewHead } from '../../components/choices/selection.tsx';
import { Command, Empty } from '../../components/layout/messages.tsx';
import { QueryResult, WithMetrics } from '../../components/layout/query-result.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { AgreementsSection } from './agreements-section.tsx';
import { SideBySideSection } from './side-by-side-section.tsx';
import { TrustSection } from './trust-section.tsx';

const route = getRouteApi('/explanations');

/** What another part knows nothing of. */
const none = { explainer: undefined, rater: undefined, outcome: undefined, q: undefined, sort: undefined };

const sections = [
  ['trust', 'Who trusts whom'],
  ['reasons', 'Why they agree or not'],
  ['side-by-side', 'Side by side'],
  ['readability', 'Readability and understanding'],
] as const;

/** What models wrote of why scenarios are biased, and what others make of it. */
export function ExplanationsView() {
  const { show = 'trust', dataset } = route.useSearch();
  const setSearch = useSetSearch();
  const study = useQuery(studyQueries.study);
  return (
    <>
      <ViewHead
        title="Explanations"
        lead="Models explain why a scenario is biased. Other models read the explanation without knowing its author, and agree or disagree."
      />
      <nav aria-label="Parts of this view" className="tabs">
        {sections.map(([section, name]) => (
          <button
            key={section}
            type="button"
            aria-current={show === section ? 'page' : undefined}
            onClick={() => setSearch({ ...none, show: section === 'trust' ? undefined : section })}
          >
            {name}
          </button>
        ))}
      </nav>
      {(show === 'trust' || show === 'readability') && dataset !== undefined && (
        <p className="hint">
          This part is over all datasets: the dataset chosen elsewhere does not affect it.
        </p>
      )}
      <QueryResult query={study} what="the study">
        {({ counts, datasets, models }) => {
          if (counts.explanations === 0) return <NothingExplained />;
          if (show === 'reasons') return <AgreementsSection datasets={datasets} models={models} />;
          if (show === 'side-by-side') return <SideBySideSection datasets={datasets} models={models} />;
          return show === 'trust' ? <TrustSection /> : <ReadabilitySection />;
        }}
      </QueryResult>
    </>
  );
}

function NothingExplained() {
  return (
    <Empty title="Nothing has been explained yet.">
      <p>
        Have models explain, then read each other:{' '}
        <Command>hvsb explain --model PROVIDER:MODEL --n 500 --seed 7</Command>,{' '}
        <Command>hvsb agree --rater PROVIDER:MODEL</Command>.
      </p>
    </Empty>
  );
}

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
