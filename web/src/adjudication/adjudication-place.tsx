import { WithRatingStudy } from '../rating/with-rating-study.tsx';
import { AdjudicationPage } from './adjudication-page.tsx';

export function AdjudicationPlace() {
  return <WithRatingStudy>{(study) => <AdjudicationPage study={study} />}</WithRatingStudy>;
}
