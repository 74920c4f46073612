import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { questionKey, questionOfKey, questionTitle } from '../../../../src/core/judge-question.ts';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { changeKinds } from '../../../../src/measures/comparison.ts';
import type { ComparedCondition, ComparisonView } from '../../../../src/measures/comparison-view.ts';
import { attackLabel, formatCount } from '../../../../src/tables/format.ts';
import { Choice, DatasetChoice } from '../../components/choices/choices.tsx';
import { ViewHead } from '../../components/choices/selection.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { DownloadLink } from '../../components/tables/csv.tsx';
import { useModelNames } from '../../data/model-names.tsx';
import type { CompareQuery } from '../../data/study-data.ts';
import { studyQueries, studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { ChangedRows } from './changed-rows.tsx';
import { ComparisonTable } from './comparison-table.tsx';
import { SideChoices } from './side-choices.tsx';

const route = getRouteApi('/compare');

/** Two models, attacks, prompt packs, wordings, conditions or studies side by side, and what changed between them. */
export function CompareView() {
  const study = useQuery(studyQueries.study);
  return (
    <>
      <ViewHead
        title="Compare"
        lead="Two sides over the scenarios that both were asked about: another model, attack, prompt pack, wording, condition or study."
      />
      <QueryResult query={study} what="the study">
        {(known) => <Compare study={known} />}
      </QueryResult>
    </>
  );
}

function Compare({ study }: { study: StudyView }) {
  const search = route.useSearch();
  const other = useQuery({
    queryKey: ['other-study'],
    queryFn: () => studySource.otherStudy(),
    enabled: study.otherName !== null,
  });
  if (studySource.compare === null) {
    return (
      <Empty title="A copy of files compares nothing.">
        <p>
          Open the study itself: <code>hvsb view</code>.
        </p>
      </Empty>
    );
  }
  if (study.models.length === 0 && study.otherName === null) {
    return (
      <Empty title="Nothing has been judged yet.">
        <p>
          Two sides are compared over their answers. Have models judge: <code>hvsb run study.yaml</code>.
        </p>
      </Empty>
    );
  }
  return (
    <>
      <div className="compare-sides">
        <SideChoices side="a" title="First side" study={study} other={other.data} />
        <SideChoices side="b" title="Second side" study={study} other={other.data} />
      </div>
      {search.a === undefined || search.b === undefined ? (
        <Empty title="Choose a model on both sides.">
          <p>Choose the same model twice to compare two attacks, prompt packs, wordings or conditions.</p>
        </Empty>
      ) : (
        <Compared search={search} study={study} />
      )}
    </>
  );
}

type CompareSearch = ReturnType<typeof route.useSearch>;

/** Without a pack and a wording of its own a side of this study is of those that the page shows. */
function queryOf(search: CompareSearch, { pack, question }: StudyView): CompareQuery {
  const own = { Pack: pack ?? undefined, Wording: questionKey(question) };
  // The page's own choice is in the address, too.
  const { scenario: _, pack: __, wording: ___, ...asked } = search as CompareSearch & Record<string, string>;
  return {
    ...asked,
    ...(search.aStore === undefined && {
      aPack: search.aPack ?? own.Pack,
      aWording: search.aWording ?? own.Wording,
    }),
    ...(search.bStore === undefined && {
      bPack: search.bPack ?? own.Pack,
      bWording: search.bWording ?? own.Wording,
    }),
  };
}

/** Rows that are shown at first, and more each time. */
const rowsAtOnce = 50;

function Compared({ search, study }: { search: CompareSearch; study: StudyView }) {
  const [limit, setLimit] = useState(rowsAtOnce);
  const asked = queryOf(search, study);
  const query = useQuery({
    queryKey: ['scenarios', 'compare', asked, limit],
    queryFn: () => requireCompare()({ ...asked, limit }),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryResult query={query} what="the comparison">
      {(view) => (
        <Sides
          view={view}
          study={study}
          asked={asked}
          onMore={
            view.rows.length < view.total && limit < mostRows ? () => setLimit(limit + rowsAtOnce) : null
          }
        />
      )}
    </QueryResult>
  );
}

/** Of one answer of the server. */
const mostRows = 500;

function requireCompare() {
  const { compare } = studySource;
  if (compare === null) throw new Error('A copy of files compares nothing.');
  return compare;
}

interface SidesProps {
  readonly view: ComparisonView;
  readonly study: StudyView;
  readonly asked: CompareQuery;
  /** Null where all rows are shown. */
  readonly onMore: (() => void) | null;
}

const kindNames = {
  harmful: 'Right, then wrong',
  beneficial: 'Wrong, then right',
  verdict: 'A verdict on one side only',
} as const;

function Sides({ view, study, asked, onMore }: SidesProps) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const titles = useSideTitles(view.sides, study.otherName);
  if (view.shared === 0) {
    return (
      <Empty title="The two sides have no scenario in common.">
        <p>Scenarios are the same where their texts and labels are.</p>
      </Empty>
    );
  }
  return (
    <>
      <ComparisonTable view={view} titles={titles} />
      <section className="card">
        <h2>What changed from the first side to the second</h2>
        <div className="choices filters">
          <DatasetChoice
            datasets={view.datasets.map(({ dataset }) => dataset)}
            value={search.dataset}
            onChoose={(dataset) => setSearch({ dataset })}
          />
          <Choice
            label="Change"
            value={search.kind ?? ''}
            options={[['', 'Any'], ...changeKinds.map((kind) => [kind, kindNames[kind]] as const)]}
            onChoose={(kind) => setSearch({ kind: kind === '' ? undefined : kind })}
          />
          <Choice
            label="Label"
            value={search.gold ?? ''}
            options={[
              ['', 'Any'],
              ['biased', 'Biased'],
              ['unbiased', 'Unbiased'],
            ]}
            onChoose={(gold) => setSearch({ gold: gold === '' ? undefined : gold })}
          />
          <DownloadLink href={studySource.files.comparison(asked)} of="what changed" />
        </div>
        <p className="hint" role="status">
          {formatCount(view.rows.length)} of {formatCount(view.total)} shown
        </p>
        <ChangedRows view={view} titles={titles} open={search.scenario} />
        {onMore !== null && (
          <button type="button" onClick={onMore}>
            Show more
          </button>
        )}
      </section>
    </>
  );
}

/** What the two sides are called: the model, and whatever else differs. */
function useSideTitles(
  sides: readonly [ComparedCondition, ComparedCondition],
  otherName: string | null,
): readonly [string, string] {
  const { shown } = useModelNames();
  const [one, two] = sides;
  const title = (side: ComparedCondition) =>
    [
      shown.get(side.model) ?? side.model,
      ...(one.attack === two.attack ? [] : [attackLabel(side.attack)]),
      ...(one.pack === two.pack ? [] : [side.pack ?? 'imported']),
      ...(one.wording === two.wording ? [] : [wordingTitle(side.wording)]),
      ...(one.condition === two.condition ? [] : [conditionTitle(side.condition)]),
      ...(one.store === two.store ? [] : [side.store === 'other' ? (otherName ?? 'other') : 'this study']),
    ].join(', ');
  return [title(one), title(two)];
}

function wordingTitle(key: string): string {
  const question = questionOfKey(key);
  return question === null ? key : questionTitle(question);
}

function conditionTitle(number: number | null): string {
  return number === null ? 'newest condition' : `condition ${number}`;
}
