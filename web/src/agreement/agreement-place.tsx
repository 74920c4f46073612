import { WithRatingStudy } from '../rating/with-rating-study.tsx';
import { AgreementPage } from './agreement-page.tsx';

export function AgreementPlace() {
  return <WithRatingStudy>{() => <AgreementPage />}</WithRatingStudy>;
}
