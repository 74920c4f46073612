import { useLiveState } from '../data/live-state.ts';
import { Empty } from '../parts/empty.tsx';
import { Notice } from '../parts/notice.tsx';
import { RatePage } from './rate-page.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

/** Where people rate; says so where they cannot at the moment. */
export function RatePlace() {
  const rating = useLiveState()?.rating;
  if (rating?.state === 'nothing') return <Empty title={rating.message ?? 'There is nothing to rate yet.'} />;
  return (
    <>
      {rating !== undefined && rating.state !== 'ready' && <Notice kind="warning">{rating.message}</Notice>}
      <WithRatingStudy>{(study, reload) => <RatePage study={study} reload={reload} />}</WithRatingStudy>
    </>
  );
}
