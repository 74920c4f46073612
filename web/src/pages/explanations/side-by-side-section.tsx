import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ExplainedScenario, ExplanationQuery } from '../../../../src/core/view/explanation-view.ts';
import type { DatasetView } from '../../../../src/core/view/view-api.ts';
import { Choice, SearchBox } from '../../components/choices/choices.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { Paged } from '../../components/layout/query-result.tsx';
import { ModelName } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { useModelOptions } from '../../data/model-names.tsx';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/explanations');

/** Each has an explanation of every model. */
const scenariosAtOnce = 5;

interface SectionProps {
  readonly datasets: readonly DatasetView[];
  readonly models: readonly string[];
}

/** What each model wrote of the same scenario. */
export function SideBySideSection({ datasets, models }: SectionProps) {
  const modelOptions = useModelOptions(models);
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const query: ExplanationQuery = {
    ...(search.q && { q: search.q }),
    ...(search.dataset && { dataset: [search.dataset] }),
    ...(search.explainer && { explainer: [search.explainer] }),
  };
  const explained = useInfiniteQuery({
    queryKey: ['explanations', query],
    queryFn: ({ pageParam }) => studySource.explanations(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const choose = (key: 'explainer' | 'dataset') => (value: string) =>
    setSearch({ [key]: value === '' ? undefined : value });
  return (
    <>
      <div className="choices filters">
        <SearchBox
          label="Search scenarios"
          value={search.q ?? ''}
          onSearch={(q) => setSearch({ q: q === '' ? undefined : q })}
        />
        {datasets.length > 1 && (
          <Choice
            label="Dataset"
            value={search.dataset ?? ''}
            options={[['', 'All datasets'], ...datasets.map(({ name }) => [name, name] as const)]}
            onChoose={choose('dataset')}
          />
        )}
        <Choice
          label="Explained by"
          value={search.explainer ?? ''}
          options={[['', 'Any model'], ...modelOptions]}
          onChoose={choose('explainer')}
        />
      </div>
      <Paged
        query={explained}
        what="explanations"
        atOnce={scenariosAtOnce}
        empty={
          <Empty title="No explained scenario matches.">
            <p>Take a word out of the search, or choose any model.</p>
          </Empty>
        }
      >
        {(scenario) => <Explained key={scenario.id} scenario={scenario} />}
      </Paged>
    </>
  );
}

function Explained({ scenario }: { scenario: ExplainedScenario }) {
  return (
    <article className="card">
      <h2 className="hint">
        {scenario.dataset}, <bdi>{scenario.category}</bdi> ·{' '}
        <Link to="/scenarios" search={{ scenario: scenario.id }}>
          the scenario
        </Link>
      </h2>
      <Blurred what="the texts">
        <p className="excerpt">
          <ModelText text={scenario.excerpt} />
        </p>
        <div className="beside">
          {scenario.explanations.map(({ number, explainer, text, agrees, disagrees }) => (
            <div key={number}>
              <h3>
                <ModelName name={explainer} />
              </h3>
              <ModelText text={text} />
              <p className="hint">
                {agrees + disagrees === 0
                  ? 'Nobody read it.'
                  : `${agrees} of ${agrees + disagrees} verdicts agree.`}
              </p>
            </div>
          ))}
        </div>
      </Blurred>
    </article>
  );
}
