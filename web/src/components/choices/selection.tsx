import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { noAttack } from '../../../../src/core/condition.ts';
import { headlineQuestion, questionKey, questionTitle } from '../../../../src/core/judge-question.ts';
import type { StudyResults } from '../../../../src/measures/measure.ts';
import { totalsOf } from '../../../../src/measures/misalignment/charts.ts';
import { attackOrder, names } from '../../../../src/tables/format.ts';
import { studyQueries } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { AttackChoice, Choice, DatasetChoice } from './choices.tsx';

export type Selection = ReturnType<typeof useSelection>;

/** What a view looks at, as the address says where it names something that there is. */
export function useSelection(metrics: StudyResults) {
  const search = useSearch({ strict: false });
  const setSearch = useSetSearch();
  const misalignment = totalsOf(metrics);
  const datasets = names(misalignment, ({ dataset }) => dataset);
  const attacks = attackOrder(misalignment);
  return {
    datasets,
    attacks,
    dataset: datasets.find((dataset) => dataset === search.dataset),
    attack: attacks.find((attack) => attack === search.attack) ?? attacks[0] ?? noAttack,
    sort: search.sort,
    setDataset: (dataset: string | undefined) => setSearch({ dataset }),
    setAttack: (attack: string | undefined) => setSearch({ attack }),
    setSort: (sort: string) => setSearch({ sort }),
  };
}

/** The choices of dataset and attack that most views begin with. */
export function SelectionChoices({ selection }: { selection: Selection }) {
  const { datasets, dataset, setDataset, attacks, attack, setAttack } = selection;
  return (
    <>
      <DatasetChoice datasets={datasets} value={dataset} onChoose={setDataset} />
      <AttackChoice attacks={attacks} value={attack} onChoose={setAttack} />
    </>
  );
}

/** Which prompt pack's judgments the whole page shows: numbers never mix two. Nothing to choose where there is one. */
export function PackChoice() {
  const { data: study } = useQuery(studyQueries.study);
  const { pack } = useSearch({ strict: false });
  const setSearch = useSetSearch();
  // An exported copy holds one pack.
  if (study === undefined || study.packs.length < 2 || study.exportedAt !== null) return null;
  return (
    <Choice
      label="Prompt pack"
      value={study.pack ?? pack ?? ''}
      options={study.packs.map((each) => [each, each] as const)}
      // The parts of a study differ by pack, so what is open of one is closed.
      onChoose={(chosen) => setSearch({ pack: chosen, wording: undefined, scenario: undefined })}
    />
  );
}

/** In which wording of the judge's question the judgments are that the page shows. Nothing to choose where there is one. */
export function WordingChoice() {
  const { data: study } = useQuery(studyQueries.study);
  const setSearch = useSetSearch();
  if (study === undefined || study.questions.length < 2 || study.exportedAt !== null) return null;
  return (
    <Choice
      label="Wording"
      value={questionKey(study.question)}
      options={study.questions.map((each) => [questionKey(each), questionTitle(each)] as const)}
      onChoose={(chosen) =>
        setSearch({ wording: chosen === questionKey(headlineQuestion) ? undefined : chosen })
      }
    />
  );
}

interface ViewHeadProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** What the view can be switched by. */
  readonly children?: ReactNode;
}

/** The head of a view: its name, how to read it, its switches. */
export function ViewHead({ title, lead, children }: ViewHeadProps) {
  return (
    <header className="view-head">
      <title>{`${title} · hvsb`}</title>
      <div>
        <h1>{title}</h1>
        <p className="hint">{lead}</p>
      </div>
      <div className="choices">
        <PackChoice />
        <WordingChoice />
        {children}
      </div>
    </header>
  );
}
