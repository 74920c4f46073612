import { getRouteApi } from '@tanstack/react-router';
import { noAttack } from '../../../../src/core/condition.ts';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { Choice, SearchBox } from '../../components/choices/choices.tsx';
import { useModelOptions } from '../../data/model-names.tsx';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { useKnownTags } from './note-editor.tsx';

const route = getRouteApi('/scenarios');

type Filter =
  | 'dataset'
  | 'category'
  | 'variant'
  | 'gold'
  | 'model'
  | 'attack'
  | 'outcome'
  | 'disagreement'
  | 'versus'
  | 'changed'
  | 'explained'
  | 'noted'
  | 'tag';
type Option = readonly [value: string, name: string];

/** The filters of the list. */
export function ScenarioFilters({ study }: { study: StudyView }) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const models = useModelOptions(study.models);
  const tags = useKnownTags();
  const chosen = study.datasets.filter(({ name }) => search.dataset === undefined || name === search.dataset);
  const kinds = (key: 'categories' | 'variants'): Option[] =>
    [...new Set(chosen.flatMap((dataset) => dataset[key].map(({ name }) => name)))].map((name) => [
      name,
      name,
    ]);
  const filter = (key: Filter, label: string, options: readonly Option[], fewest = 2) =>
    options.length < fewest && search[key] === undefined ? null : (
      <Choice
        key={key}
        label={label}
        value={search[key] ?? ''}
        options={[['', 'Any'], ...options]}
        onChoose={(value) =>
          setSearch({
            [key]: value === '' ? undefined : value,
            // Categories and variants are those of a dataset.
            ...(key === 'dataset' && { category: undefined, variant: undefined }),
            // Another model differs from the chosen one.
            ...(key === 'model' && (value === '' || value === search.versus) && { versus: undefined }),
          })
        }
      />
    );
  const active = Object.entries(search).filter(
    ([key, value]) => value !== undefined && !['scenario', 'answer', 'q', 'order'].includes(key),
  ).length;
  return (
    <search className="filters">
      <SearchBox
        // A copy has the beginnings of the texts in its list, and looks through those.
        label={studySource.events === null ? 'Search the beginnings of texts' : 'Search scenarios'}
        value={search.q ?? ''}
        onSearch={(q) => setSearch({ q: q === '' ? undefined : q })}
      />
      <details
        className="more"
        open={
          // An open scenario needs the room.
          search.scenario === undefined && (active > 0 || matchMedia('(min-width: 60rem)').matches)
        }
      >
        <summary>Filters{active > 0 && ` (${active})`}</summary>
        <div className="choices">
          {filter(
            'dataset',
            'Dataset',
            study.datasets.map(({ name }): Option => [name, name]),
          )}
          {filter('category', 'Category', kinds('categories'))}
          {filter('variant', 'Variant', kinds('variants'))}
          {filter('gold', 'Label', [
            ['biased', 'Biased'],
            ['unbiased', 'Unbiased'],
          ])}
          {filter('model', 'Model', models)}
          {search.model !== undefined &&
            filter(
              'versus',
              'Differs from',
              models.filter(([model]) => model !== search.model),
              1,
            )}
          {filter(
            'attack',
            'Attack',
            study.attacks.map((attack): Option => [attack, attackLabel(attack)]),
          )}
          {filter('outcome', 'Verdict', [
            ['biased', 'Biased'],
            ['unbiased', 'Unbiased'],
            ['refused', 'Refused'],
            ['filtered', 'Filtered'],
            ['unparsed', 'Unparsed'],
            ['error', 'Failed'],
            ['absent', 'Not asked'],
          ])}
          {filter('disagreement', 'Disagreement', [
            ['gold', 'Some verdict against the label'],
            ['everybody-against-gold', 'All verdicts against the label'],
            ['models', 'Between models'],
            ['attacks', 'Between attacks'],
            ['repeats', 'Of a model with itself'],
          ])}
          {filter(
            'changed',
            'Changed by',
            study.attacks
              .filter((attack) => attack !== noAttack)
              .map((attack): Option => [attack, attackLabel(attack)]),
            1,
          )}
          {study.counts.explanations > 0 && filter('explained', 'Explained', [['yes', 'Yes']], 1)}
          {filter('noted', 'Notes', [
            ['any', 'With a note'],
            ['starred', 'Starred'],
          ])}
          {filter(
            'tag',
            'Tag',
            tags.map((tag): Option => [tag, tag]),
            1,
          )}
          <Choice
            label="Order"
            value={search.order ?? ''}
            options={[
              ['', 'Models disagree most'],
              ['stored', 'Original order'],
              ['missed', 'Most missed first'],
              ['split', 'Most divided first'],
            ]}
            onChoose={(order) => setSearch({ order: order === '' ? undefined : order })}
          />
          {active > 0 && (
            <button
              type="button"
              className="small"
              onClick={() =>
                setSearch(
                  Object.fromEntries(
                    Object.keys(search)
                      .filter((key) => key !== 'scenario' && key !== 'answer')
                      .map((key) => [key, undefined]),
                  ),
                )
              }
            >
              Clear all
            </button>
          )}
        </div>
      </details>
    </search>
  );
}
