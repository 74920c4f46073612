import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { RatingStudy } from '../../../../src/core/rating-page.ts';
import { Empty, Loading, Notice } from '../../components/layout/messages.tsx';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError, untilAnswered } from '../../data/request.ts';
import { dataSource } from '../../data/study-source.ts';
import { TokenForm } from '../../shell/token-form.tsx';

interface WithRatingStudyProps {
  /** @param reload asks for the study again: its items may be chosen only when the first rater joins. */
  readonly children: (study: RatingStudy, reload: () => Promise<RatingStudy>) => ReactNode;
}

/** The study as raters know it, once the server gives it; its token is asked for where it wants one. */
export function WithRatingStudy({ children }: WithRatingStudyProps) {
  const [study, setStudy] = useState<RatingStudy | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [locked, setLocked] = useState(false);
  const offline = dataSource() === 'files';

  const ask = useCallback(() => {
    if (offline) return;
    untilAnswered(ratingApi.study, setTrouble)
      .then((found) => {
        setStudy(found);
        setLocked(false);
      })
      .catch((error: Error) => {
        setLocked(error instanceof RequestError && error.status === 401);
        setTrouble(error.message);
      });
  }, [offline]);
  useEffect(ask, [ask]);

  const reload = useCallback(async () => {
    const found = await untilAnswered(ratingApi.study, setTrouble);
    setStudy(found);
    return found;
  }, []);

  if (offline) {
    return (
      <>
        <h1>Ratings by people</h1>
        <Empty title="This copy of the study is for reading.">
          <p>
            People rate on the page of <code>hvsb view</code> or <code>hvsb rate</code>.
          </p>
        </Empty>
      </>
    );
  }
  if (locked) return <TokenForm onOpened={ask} />;
  return (
    <>
      {trouble !== null && <Notice kind="problem">{trouble}</Notice>}
      {study === null && trouble === null && <Loading what="the study" />}
      {study !== null && children(study, reload)}
    </>
  );
}
