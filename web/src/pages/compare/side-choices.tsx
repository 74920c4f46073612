import { getRouteApi } from '@tanstack/react-router';
import { noAttack } from '../../../../src/core/condition.ts';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { Choice } from '../../components/choices/choices.tsx';
import { useModelOptions } from '../../data/model-names.tsx';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/compare');

interface SideChoicesProps {
  readonly side: 'a' | 'b';
  readonly title: string;
  readonly study: StudyView;
  /** The study to compare with; undefined where there is none. */
  readonly other: StudyView | undefined;
}

/** Whose judgments one side is. */
export function SideChoices({ side, title, study, other }: SideChoicesProps) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const set = (name: '' | 'Attack' | 'Pack' | 'Store') => (value: string) =>
    setSearch({ [`${side}${name}`]: value === '' ? undefined : value, scenario: undefined });
  const isOther = search[`${side}Store`] === 'other' && other !== undefined;
  const { models, attacks, packs } = isOther ? other : study;
  const options = useModelOptions(models);
  return (
    <fieldset className="card side">
      <legend>{title}</legend>
      <div className="choices">
        {other !== undefined && (
          <Choice
            label="Study"
            value={isOther ? 'other' : ''}
            options={[
              ['', study.name],
              ['other', other.name],
            ]}
            onChoose={set('Store')}
          />
        )}
        <Choice
          label="Model"
          value={search[side] ?? ''}
          options={[['', 'Choose a model'], ...options]}
          onChoose={set('')}
        />
        {attacks.length > 1 && (
          <Choice
            label="Attack"
            value={search[`${side}Attack`] ?? noAttack}
            options={attacks.map((attack) => [attack, attackLabel(attack)] as const)}
            onChoose={set('Attack')}
          />
        )}
        {packs.length > 1 && (
          <Choice
            label="Prompt pack"
            value={search[`${side}Pack`] ?? study.pack ?? ''}
            options={packs.map((pack) => [pack, pack] as const)}
            onChoose={set('Pack')}
          />
        )}
      </div>
    </fieldset>
  );
}
