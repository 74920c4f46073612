import { useState } from 'react';
import type { RatingStudy } from '../../../src/core/rating-page.ts';
import { kept } from '../kept.ts';
import { Guidelines } from './guidelines.tsx';
import { JoinForm } from './join-form.tsx';
import { RatingService } from './rating-work.tsx';

interface RatePageProps {
  readonly study: RatingStudy;
  readonly reload: () => Promise<RatingStudy>;
}

/** Name, guidelines, items: where a rater is in it outlives a reload. */
export function RatePage({ study, reload }: RatePageProps) {
  const prefix = `hvsb/${study.id}`;
  const [rater, setRater] = useState(() => rememberedRater(prefix));
  const acceptedKey = `${prefix}/accepted/${rater}`;
  const [accepted, setAccepted] = useState(() => kept.read<boolean>(localStorage, acceptedKey) === true);

  if (rater === null) {
    const joined = async (name: string) => {
      // The first to join may have made the study what it is.
      const { id } = study.items === 0 ? await reload() : study;
      rememberRater(`hvsb/${id}`, name);
      setAccepted(kept.read<boolean>(localStorage, `hvsb/${id}/accepted/${name}`) === true);
      setRater(name);
    };
    return <JoinForm study={study} onJoined={(name) => void joined(name)} />;
  }
  if (!accepted) {
    const begin = () => {
      kept.write(localStorage, acceptedKey, true);
      setAccepted(true);
    };
    return <Guidelines study={study} onBegin={begin} />;
  }
  const leave = () => {
    rememberRater(prefix, null);
    setRater(null);
  };
  return <RatingService key={rater} study={study} prefix={prefix} rater={rater} onLeave={leave} />;
}

/** A tab keeps its rater, so that two people can rate in two tabs; a new tab takes the last one. */
function rememberedRater(prefix: string): string | null {
  const key = `${prefix}/rater`;
  return kept.read<string>(sessionStorage, key) ?? kept.read<string>(localStorage, key);
}

function rememberRater(prefix: string, rater: string | null): void {
  for (const storage of [sessionStorage, localStorage]) kept.write(storage, `${prefix}/rater`, rater);
}
