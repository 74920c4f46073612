import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { studyQueries } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { Choice } from './choices.tsx';

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
      // The parts of a study differ by pack, so what is chosen of them is not kept.
      onChoose={(chosen) => setSearch({ pack: chosen, scenario: undefined })}
    />
  );
}
