import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { noAttack } from '../../../../src/core/condition.ts';
import {
  compareQuestions,
  importedPack,
  type JudgeQuestion,
  packNameOf,
  questionKey,
  questionTitle,
} from '../../../../src/core/judge-question.ts';
import type { ConditionView } from '../../../../src/core/view/scenario-view.ts';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { attackLabel, attackOrder } from '../../../../src/tables/format.ts';
import { Choice } from '../../components/choices/choices.tsx';
import { useModelOptions } from '../../data/model-names.tsx';
import { studyQueries, studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/compare');

interface SideChoicesProps {
  readonly side: 'a' | 'b';
  readonly title: string;
  readonly study: StudyView;
  /** The study to compare with; undefined where there is none. */
  readonly other: StudyView | undefined;
}

/** Whose judgments one side is: study, model, attack, prompt pack, wording and condition, as far as there are several. */
export function SideChoices({ side, title, study, other }: SideChoicesProps) {
  const search = route.useSearch();
  const setSearch = useSetSearch();
  const isOther = search[`${side}Store`] === 'other' && other !== undefined;
  const shown = isOther ? other : study;
  const judging = useJudging(isOther);
  const model = search[side];
  const attack = search[`${side}Attack`] ?? noAttack;
  const pack = search[`${side}Pack`] ?? shown.pack;
  const wording = search[`${side}Wording`] ?? questionKey(shown.question);
  const ofModel = judging.filter((each) => model === undefined || each.model === model);
  const ofPack = ofModel.filter((each) => isOfPack(each, pack));
  const same = ofPack.filter((each) => each.attack === attack && keyOf(each) === wording);
  const options = useModelOptions([...new Set(judging.map((each) => each.model))]);
  const set = (name: '' | 'Attack' | 'Pack' | 'Wording' | 'Condition' | 'Store') => (value: string) =>
    setSearch({
      [`${side}${name}`]: value === '' ? undefined : value,
      // A condition is of one model, attack, pack and wording.
      ...(name !== 'Condition' && { [`${side}Condition`]: undefined }),
      scenario: undefined,
    });
  return (
    <fieldset className="card compare-side">
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
          value={model ?? ''}
          options={[['', 'Choose a model'], ...options]}
          onChoose={set('')}
        />
        <Several
          label="Attack"
          value={attack}
          options={attackOrder(ofPack).map((each) => [each, attackLabel(each)] as const)}
          onChoose={set('Attack')}
        />
        <Several
          label="Prompt pack"
          value={pack ?? ''}
          options={shown.packs.map((each) => [each, each] as const)}
          onChoose={set('Pack')}
        />
        <Several
          label="Wording"
          value={wording}
          options={questionsOf(ofPack).map((each) => [questionKey(each), questionTitle(each)] as const)}
          onChoose={set('Wording')}
        />
        {same.length > 1 && (
          <Choice
            label="Condition"
            value={search[`${side}Condition`] ?? ''}
            options={[
              ['', 'Newest of each dataset'],
              ...same.map((each) => [`${each.number}`, settingsOf(each)] as const),
            ]}
            onChoose={set('Condition')}
          />
        )}
      </div>
    </fieldset>
  );
}

/** Nothing to choose where there is one; what the address names stays, though it was not judged. */
function Several({ options, ...choice }: Parameters<typeof Choice>[0]) {
  const isKnown = options.some(([each]) => each === choice.value);
  const all = isKnown ? options : [[choice.value, choice.value] as const, ...options];
  return all.length < 2 ? null : <Choice {...choice} options={all} />;
}

/** The judging conditions of this study, or of the one to compare with. */
function useJudging(isOther: boolean): readonly ConditionView[] {
  const own = useQuery({ ...studyQueries.conditions, enabled: !isOther });
  const others = useQuery({
    queryKey: ['other-conditions'],
    queryFn: () => studySource.otherConditions(),
    enabled: isOther,
  });
  return ((isOther ? others : own).data ?? []).filter(({ stage }) => stage === 'judge');
}

/** Imported judgments count with every pack. */
function isOfPack(condition: ConditionView, pack: string | null): boolean {
  return pack === null || condition.promptPack === importedPack || packNameOf(condition) === pack;
}

function keyOf({ question }: ConditionView): string | null {
  return question === null ? null : questionKey(question);
}

function questionsOf(conditions: readonly ConditionView[]): readonly JudgeQuestion[] {
  const byKey = new Map(
    conditions.flatMap((each) => (each.question === null ? [] : [[keyOf(each), each.question] as const])),
  );
  return [...byKey.values()].toSorted(compareQuestions);
}

/** `3: temperature 0, max tokens 512, 30 November 2026`. */
function settingsOf({ number, sampling, createdAt }: ConditionView): string {
  const settings = Object.entries(sampling).map(([name, value]) => `${settingNames[name] ?? name} ${value}`);
  const day = new Date(createdAt).toLocaleDateString('en-GB', { dateStyle: 'long' });
  return `${number}: ${[...settings, day].join(', ')}`;
}

const settingNames: Readonly<Record<string, string>> = { maxTokens: 'max tokens', topP: 'top p' };
