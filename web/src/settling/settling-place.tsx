import { WithRatingStudy } from '../rating/with-rating-study.tsx';
import { SettlingPage } from './settling-page.tsx';

export function SettlingPlace() {
  return <WithRatingStudy>{(study) => <SettlingPage study={study} />}</WithRatingStudy>;
}
