import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AgreementReasons } from '../../../../src/core/outcomes.ts';
import type { AgreementQuery, ListedAgreement } from '../../../../src/core/view/explanation-view.ts';
import type { DatasetView } from '../../../../src/core/view/view-api.ts';
import { Choice } from '../../components/choices/choices.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { Paged } from '../../components/layout/query-result.tsx';
import { DownloadLink } from '../../components/tables/csv.tsx';
import { ModelName, OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { useModelOptions } from '../../data/model-names.tsx';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/explanations');

interface SectionProps {
  readonly datasets: readonly DatasetView[];
  readonly models: readonly string[];
}

/** Who agrees with whom, and with what arguments. */
export function AgreementsSection({ datasets, models }: SectionProps) {
  const modelOptions = useModelOptions(models);
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const query: AgreementQuery = {
    ...(search.explainer && { explainer: [search.explainer] }),
    ...(search.rater && { rater: [search.rater] }),
    ...(search.outcome && { outcome: [search.outcome] }),
    ...(search.dataset && { dataset: [search.dataset] }),
  };
  const agreements = useInfiniteQuery({
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
          options={[['', 'Any model'], ...modelOptions]}
          onChoose={choose('explainer')}
        />
        <Choice
          label="Read by"
          value={search.rater ?? ''}
          options={[['', 'Any model'], ...modelOptions]}
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
        <DownloadLink href={studySource.files.agreements(query)} of="these agreement verdicts" />
      </div>
      <Paged
        query={agreements}
        what="agreement verdicts"
        atOnce={10}
        empty={
          <Empty title="No model read such an explanation.">
            <p>Choose another explainer or rater, or any.</p>
          </Empty>
        }
      >
        {(agreement) => (
          <Agreement
            key={`${agreement.explanation} ${agreement.rater} ${agreement.repeat}`}
            agreement={agreement}
          />
        )}
      </Paged>
    </>
  );
}

function Agreement({ agreement }: { agreement: ListedAgreement }) {
  return (
    <article className="card reading">
      <h2>
        <ModelName name={agreement.rater} /> <OutcomeTag outcome={agreement.outcome} /> with{' '}
        {agreement.rater === agreement.explainer ? 'itself' : <ModelName name={agreement.explainer} />}
      </h2>
      <p className="hint">
        {agreement.dataset}, <bdi>{agreement.category}</bdi> ·{' '}
        <Link to="/scenarios" search={{ scenario: agreement.scenario }}>
          the scenario
        </Link>
      </p>
      <Blurred what="the texts">
        <dl className="said">
          <dt>Scenario</dt>
          <dd>
            <ModelText text={agreement.excerpt} />
          </dd>
          <dt>Explanation</dt>
          <dd>
            <ModelText text={agreement.text} />
          </dd>
        </dl>
        <Reasons reasons={agreement.reasons} />
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
