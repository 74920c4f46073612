import { RatePage } from './rate-page.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

export function RatePlace() {
  return <WithRatingStudy>{(study) => <RatePage study={study} />}</WithRatingStudy>;
}
