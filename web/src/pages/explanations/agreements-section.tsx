import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AgreementReasons } from '../../../../src/core/outcomes.ts';
import type { ReadingQuery, ReadingRow } from '../../../../src/core/view/explanation-view.ts';
import type { DatasetView } from '../../../../src/core/view/view-api.ts';
import { Choice } from '../../components/choices/choices.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { Paged } from '../../components/layout/query-result.tsx';
import { DownloadLink } from '../../components/tables/csv.tsx';
import { ModelName, OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/explanations');

interface SectionProps {
  readonly datasets: readonly DatasetView[];
  readonly models: readonly string[];
}

/** Who agrees with whom, and with what arguments. */
export function ReasonsSection({ datasets, models }: SectionProps) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const query: ReadingQuery = {
    ...(search.explainer && { explainer: [search.explainer] }),
    ...(search.rater && { rater: [search.rater] }),
    ...(search.outcome && { outcome: [search.outcome] }),
    ...(search.dataset && { dataset: [search.dataset] }),
  };
  const readings = useInfiniteQuery({
    queryKey: ['readings', query],
    queryFn: ({ pageParam }) => studySource.readings(query, pageParam),
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
        <DownloadLink href={studySource.files.readings(query)} of="these readings" />
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

function Reading({ reading }: { reading: ReadingRow }) {
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

/** Why a rater agreed or not, as far as it said. */
export function Reasons({ reasons: { thought, summary, arguments: points } }: { reasons: AgreementReasons }) {
  const counted = new Map<string, number>();
  const keyed = points.map((text) => {
    const number = (counted.get(text) ?? 0) + 1;
    counted.set(text, number);
    return { key: `${number} ${text}`, text };
  });
  if (thought === null && summary === null && points.length === 0) {
    return <p className="hint">It gave no reasons that could be read.</p>;
  }
  return (
    <dl className="said">
      {summary !== null && (
        <>
          <dt>What it says</dt>
          <dd>
            <ModelText text={summary} />
          </dd>
        </>
      )}
      {points.length > 0 && (
        <>
          <dt>Arguments</dt>
          <dd>
            <ul>
              {keyed.map(({ key, text }) => (
                <li key={key}>
                  <ModelText text={text} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {thought !== null && (
        <>
          <dt>Thought</dt>
          <dd>
            <ModelText text={thought} />
          </dd>
        </>
      )}
    </dl>
  );
}
