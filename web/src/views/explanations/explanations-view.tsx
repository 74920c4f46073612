import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { studyQueries } from '../../data/study-queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { ReadabilitySection } from './readability-section.tsx';
import { ReasonsSection } from './reasons-section.tsx';
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
  const { show = 'trust' } = route.useSearch();
  const setSearch = useSetSearch();
  const study = useQuery(studyQueries.study);
  return (
    <>
      <ViewHead
        title="Explanations"
        lead="Models were told that a scenario is biased and said why. Other models read that without knowing whose it is, and agree or disagree."
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
      <Asked query={study} what="the study">
        {({ counts, datasets, models }) => {
          if (counts.explanations === 0) return <NothingExplained />;
          if (show === 'reasons') return <ReasonsSection datasets={datasets} models={models} />;
          if (show === 'side-by-side') return <SideBySideSection datasets={datasets} models={models} />;
          return show === 'trust' ? <TrustSection /> : <ReadabilitySection />;
        }}
      </Asked>
    </>
  );
}

function NothingExplained() {
  return (
    <Empty title="Nothing has been explained yet.">
      <p>
        Have models explain, then read each other:{' '}
        <code>hvsb explain --model PROVIDER:MODEL --n 500 --seed 7</code>,{' '}
        <code>hvsb agree --rater PROVIDER:MODEL</code>.
      </p>
    </Empty>
  );
}
