import { useState } from 'react';
import type { RatingStudy } from '../../../../src/core/rating-page.ts';
import { Empty, Notice } from '../../components/layout/messages.tsx';
import { browserStorage } from '../../data/browser-storage.ts';
import { useLiveState } from '../../data/use-live.ts';
import { Guidelines, JoinForm } from './join-form.tsx';
import { RatingWork } from './rating-work.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

interface RatePageProps {
  readonly study: RatingStudy;
  readonly reload: () => Promise<RatingStudy>;
}

/** Name, guidelines, items: where a rater is in it outlives a reload. */
export function RatePage({ study, reload }: RatePageProps) {
  const prefix = `hvsb/${study.id}`;
  const [rater, setRater] = useState(() => rememberedRater(prefix));
  const acceptedKey = `${prefix}/accepted/${rater}`;
  const [accepted, setAccepted] = useState(
    () => browserStorage.read<boolean>(localStorage, acceptedKey) === true,
  );

  if (rater === null) {
    const joined = async (name: string) => {
      // The first to join may have made the study what it is.
      const { id } = study.items === 0 ? await reload() : study;
      rememberRater(`hvsb/${id}`, name);
      setAccepted(browserStorage.read<boolean>(localStorage, `hvsb/${id}/accepted/${name}`) === true);
      setRater(name);
    };
    return <JoinForm study={study} onJoined={(name) => void joined(name)} />;
  }
  if (!accepted) {
    const begin = () => {
      browserStorage.write(localStorage, acceptedKey, true);
      setAccepted(true);
    };
    return <Guidelines study={study} onBegin={begin} />;
  }
  const leave = () => {
    rememberRater(prefix, null);
    setRater(null);
  };
  return <RatingWork key={rater} study={study} prefix={prefix} rater={rater} onLeave={leave} />;
}

/** A tab keeps its rater, so that two people can rate in two tabs; a new tab takes the last one. */
function rememberedRater(prefix: string): string | null {
  const key = `${prefix}/rater`;
  return browserStorage.read<string>(sessionStorage, key) ?? browserStorage.read<string>(localStorage, key);
}

function rememberRater(prefix: string, rater: string | null): void {
  for (const storage of [sessionStorage, localStorage])
    browserStorage.write(storage, `${prefix}/rater`, rater);
}

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
