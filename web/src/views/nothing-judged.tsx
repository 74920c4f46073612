import { Empty } from '../parts/empty.tsx';

/** For a study without judgments. */
export function NothingJudged() {
  return (
    <Empty title="Nothing has been judged yet.">
      <p>
        Have models judge, and the numbers appear here while they do:{' '}
        <code>hvsb judge --dataset NAME --model PROVIDER:MODEL --attack none,untargeted,targeted</code>, or
        all of a study by <code>hvsb run study.yaml</code>.
      </p>
    </Empty>
  );
}
