import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AgreementListRow, AgreementQuery } from '../../../../src/core/view/explanation-view.ts';
import type { DatasetView } from '../../../../src/core/view/view-api.ts';
import { studySource } from '../../data/study-source.ts';
import { Blurred } from '../../parts/blurred.tsx';
import { Choice } from '../../parts/choice.tsx';
import { DownloadLink } from '../../parts/download-link.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ModelName } from '../../parts/model-name.tsx';
import { ModelText } from '../../parts/model-text.tsx';
import { OutcomeTag } from '../../parts/outcome-tag.tsx';
import { Paged } from '../../parts/paged.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { Reasons } from './reasons.tsx';

const route = getRouteApi('/explanations');

interface SectionProps {
  readonly datasets: readonly DatasetView[];
  readonly models: readonly string[];
}

/** Who agrees with whom, and with what arguments. */
export function ReasonsSection({ datasets, models }: SectionProps) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const query: AgreementQuery = {
    ...(search.explainer && { explainer: [search.explainer] }),
    ...(search.rater && { rater: [search.rater] }),
    ...(search.outcome && { outcome: [search.outcome] }),
    ...(search.dataset && { dataset: [search.dataset] }),
  };
  const readings = useInfiniteQuery({
    queryKey: ['agreements', query],
    queryFn: ({ pageParam }) => studySource.agreements(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const all = (name: string, values: readonly string[]) => [
    ['', name] as const,
    ...values.map((value) => [value, value] as const),
  ];
  const choose = (key: 'explainer' | 'rater' | 'outcome' | 'dataset') => (value: string) =>
    setSearch({ [key]: value === '' ? undefined : value });
  return (
    <>
      <div className="choices filters">
        <Choice
          label="Explained by"
          value={search.explainer ?? ''}
          options={all('Any model', models)}
          onChoose={choose('explainer')}
        />
        <Choice
          label="Read by"
          value={search.rater ?? ''}
          options={all('Any model', models)}
          onChoose={choose('rater')}
        />
        <Choice
          label="Which"
          value={search.outcome ?? ''}
          options={[
            ['', 'Agrees or not'],
            ['agree', 'Agrees'],
            ['disagree', 'Disagrees'],
          ]}
          onChoose={choose('outcome')}
        />
        {datasets.length > 1 && (
          <Choice
            label="Dataset"
            value={search.dataset ?? ''}
            options={all(
              'All datasets',
              datasets.map(({ name }) => name),
            )}
            onChoose={choose('dataset')}
          />
        )}
        <DownloadLink href={studySource.files.agreements(query)} of="these readings" />
      </div>
      <Paged
        query={readings}
        what="readings"
        empty={
          <Empty title="No model read such an explanation.">
            <p>Choose another explainer or rater, or any.</p>
          </Empty>
        }
      >
        {(reading) => (
          <Reading key={`${reading.explanation} ${reading.rater} ${reading.repeat}`} reading={reading} />
        )}
      </Paged>
    </>
  );
}

function Reading({ reading }: { reading: AgreementListRow }) {
  return (
    <article className="card reading">
      <h2>
        <ModelName name={reading.rater} /> <OutcomeTag outcome={reading.outcome} /> with{' '}
        {reading.rater === reading.explainer ? 'itself' : <ModelName name={reading.explainer} />}
      </h2>
      <p className="hint">
        {reading.dataset}, <bdi>{reading.category}</bdi> ·{' '}
        <Link to="/scenarios" search={{ scenario: reading.scenario }}>
          the scenario
        </Link>
      </p>
      <Blurred what="the texts">
        <dl className="said">
          <dt>Scenario</dt>
          <dd>
            <ModelText text={reading.excerpt} />
          </dd>
          <dt>Explanation</dt>
          <dd>
            <ModelText text={reading.text} />
          </dd>
        </dl>
        <Reasons reasons={reading.reasons} />
      </Blurred>
    </article>
  );
}
