import type { RatingItem, RatingValue } from '../../../src/core/rating.ts';
import type {
  DisputedItems,
  JoinedRater,
  JoiningRater,
  RaterWork,
  RatingChange,
  RatingOverview,
  RatingRole,
  RatingStudy,
  SavedRatings,
  TrainingAnswer,
} from '../../../src/core/rating-page.ts';
import { request } from './request.ts';

/** Of the rater at this page; null before anybody joined, and where names are enough. */
let raterKey: string | null = null;

/** The rating server's API; every function throws a `RequestError` where there is no good answer. */
export const ratingApi = {
  /** Whose work is asked for from now on. */
  actWith(key: string | null): void {
    raterKey = key;
  },
  openSession: (token: string) => send<unknown>('POST', '/api/session', { token }),
  openOrganiser: (token: string) => send<unknown>('POST', '/api/organiser/session', { token }),
  role: () => get<RatingRole>('/api/role'),
  withdraw: (rater: string) => send<{ removed: number }>('POST', '/api/raters/withdrawn', { rater }),
  study: () => get<RatingStudy>('/api/study'),
  addressOf: (rater: string) => send<{ link: string }>('POST', '/api/raters/address', { rater }),
  giveBack: (rater: string) => send<{ removed: number }>('POST', '/api/raters/returned', { rater }),
  join: (joining: JoiningRater) => send<JoinedRater>('POST', '/api/raters', joining),
  work: (rater: string, holding: number | null) =>
    get<RaterWork>(`/api/work?${query({ rater, ...(holding === null ? {} : { holding: `${holding}` }) })}`),
  item: (rater: string, item: number) => get<RatingItem>(`/api/items/${item}?${query({ rater })}`),
  train: (rater: string, answer: { item: number; value: RatingValue; seconds: number | null }) =>
    send<TrainingAnswer>('POST', '/api/training', { rater, ...answer }),
  rate: (rater: string, ratings: readonly RatingChange[]) =>
    send<SavedRatings>('PUT', '/api/ratings', { rater, ratings }),
  overview: () => get<RatingOverview>('/api/overview'),
  disputedItems: (adjudicator: string) => get<DisputedItems>(`/api/disputed-items?${query({ adjudicator })}`),
  adjudicate: (adjudicated: { adjudicator: string; item: number; value: RatingValue; comment: string }) =>
    send<unknown>('PUT', '/api/adjudications', adjudicated),
  importRatings: (csv: Blob) =>
    request<{ saved: number; known: number }>('/api/ratings.csv', {
      method: 'POST',
      body: csv,
      headers: { 'content-type': 'text/csv' },
    }),
};

function query(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

function get<T>(path: string): Promise<T> {
  return request<T>(path, { headers: keyHeader() });
}

function keyHeader(): Record<string, string> {
  return raterKey === null ? {} : { 'x-rater-key': raterKey };
}

function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return request<T>(path, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...keyHeader() },
  });
}
