import { useEffect, useEffectEvent, useState } from 'react';
import type { JoinedRater, RatingStudy } from '../../../../src/core/rating-page.ts';
import { Command, Empty, Loading, Notice } from '../../components/layout/messages.tsx';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError, untilAnswered } from '../../data/request.ts';
import { dataSource } from '../../data/study-source.ts';
import { useLiveState } from '../../data/use-live.ts';
import { Consent, Declined } from './consent.tsx';
import { Guidelines, JoinForm } from './join-form.tsx';
import { enteredRater, forgetEntry, type RaterEntry } from './rater-entry.ts';
import { RatingWork } from './rating-work.tsx';
import { WithRatingStudy } from './with-rating-study.tsx';

interface RatePageProps {
  readonly study: RatingStudy;
  readonly reload: () => Promise<RatingStudy>;
}

/** Who rates at this page, with what the server knows them by. */
type RaterHere = Pick<JoinedRater, 'rater' | 'key' | 'link'>;

/** Consent, name, guidelines, items: where a rater is in it outlives a reload. */
export function RatePage({ study, reload }: RatePageProps) {
  const prefix = `hvsb/${study.id}`;
  const [entry, setEntry] = useState(enteredRater);
  const [here, setHere] = useState(() => rememberedRater(prefix, entry));
  const [consent, setConsent] = useState<'open' | 'given' | 'declined'>(
    study.consent === '' ? 'given' : 'open',
  );
  const [asksAgain, setAsksAgain] = useState(false);
  const acceptedKey = `${prefix}/accepted/${here?.rater}`;
  const [accepted, setAccepted] = useState(
    () => browserStorage.read<boolean>(localStorage, acceptedKey) === true,
  );

  if (here === null) {
    const joined = async (rater: JoinedRater) => {
      // The first to join may have made the study what it is.
      const { id } = study.items === 0 ? await reload() : study;
      rememberRater(`hvsb/${id}`, rater);
      setAccepted(browserStorage.read<boolean>(localStorage, `hvsb/${id}/accepted/${rater.rater}`) === true);
      setHere(rater);
    };
    if (consent === 'declined') return <Declined study={study} onBack={() => setConsent('open')} />;
    // Who comes by their own address has consented, unless the study did not ask then.
    const mayEnter = consent === 'given' || (entry?.key !== undefined && !asksAgain);
    if (!mayEnter)
      return (
        <Consent
          study={study}
          onConsent={() => setConsent('given')}
          onDecline={() => setConsent('declined')}
        />
      );
    if (entry !== null) {
      const refused = () => {
        forgetEntry();
        setEntry(null);
      };
      const consented = consent === 'given';
      const askConsent = consented ? null : () => setAsksAgain(true);
      return <Entering key={consent} {...{ entry, consented, refused, askConsent }} onJoined={joined} />;
    }
    const join = (name: string) => {
      const key = browserStorage.read<RaterHere>(localStorage, knownKey(prefix, name))?.key ?? null;
      return ratingApi.join({ name, consented: consent === 'given', ...(key === null ? {} : { key }) });
    };
    return <JoinForm study={study} join={join} onJoined={(rater) => void joined(rater)} />;
  }
  ratingApi.actWith(here.key);
  if (!accepted) {
    const accept = () => {
      browserStorage.write(localStorage, acceptedKey, true);
      setAccepted(true);
    };
    return <Guidelines study={study} onBegin={accept} />;
  }
  const begin = () => {
    rememberRater(prefix, null);
    setConsent(study.consent === '' ? 'given' : 'open');
    setHere(null);
  };
  const leave = () => {
    forgetEntry();
    setEntry(null);
    begin();
  };
  const restart = () => {
    forgetWork(prefix, here.rater);
    begin();
  };
  return (
    <RatingWork
      key={here.rater}
      {...{ study, prefix }}
      rater={here.rater}
      link={here.link}
      onLeave={leave}
      onRestart={restart}
    />
  );
}

interface EnteringProps {
  readonly entry: RaterEntry;
  readonly consented: boolean;
  readonly onJoined: (joined: JoinedRater) => Promise<void>;
  readonly refused: () => void;
  /** Asks for the consent that may be what is lacking; null where it was given. */
  readonly askConsent: (() => void) | null;
}

/** Takes in somebody whose name the address gave. */
function Entering({ entry, consented, onJoined, refused, askConsent }: EnteringProps) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  const enter = useEffectEvent(() => {
    untilAnswered(() => ratingApi.join({ ...entry, consented }), setTrouble)
      .then(onJoined)
      .catch((error: Error) => {
        if (error instanceof RequestError && error.status === 403) askConsent?.();
        setTrouble(error.message);
        setRefused(error instanceof RequestError);
      });
  });
  // Once for each address.
  useEffect(() => enter(), []);
  return (
    <section className="card narrow">
      {trouble === null ? <Loading what="your items" /> : <Notice kind="problem">{trouble}</Notice>}
      {isRefused && entry.prolific === undefined && (
        <button type="button" onClick={refused}>
          Give a name
        </button>
      )}
    </section>
  );
}

/** Under which this browser has the key of a rater, however they write their name. */
function knownKey(prefix: string, name: string): string {
  return `${prefix}/known/${name.trim().toLowerCase()}`;
}

/** A tab keeps its rater, so that two people can rate in two tabs; a new tab takes the last one. */
function rememberedRater(prefix: string, entry: RaterEntry | null): RaterHere | null {
  const key = `${prefix}/rater`;
  const last =
    browserStorage.read<RaterHere>(sessionStorage, key) ?? browserStorage.read<RaterHere>(localStorage, key);
  // An address that names somebody is for them alone.
  return entry === null || last?.rater === entry.name ? last : null;
}

function rememberRater(prefix: string, rater: RaterHere | null): void {
  for (const storage of [sessionStorage, localStorage])
    browserStorage.write(storage, `${prefix}/rater`, rater);
  if (rater !== null) browserStorage.write(localStorage, knownKey(prefix, rater.rater), rater);
}

/** What was taken out of the study is not sent again by who comes back. */
function forgetWork(prefix: string, rater: string): void {
  const parts = ['pending', 'draft'].map((part) => `${prefix}/${part}/${rater}/`);
  for (const key of [
    ...parts.flatMap((part) => browserStorage.keys(localStorage, part)),
    `${prefix}/holding/${rater}`,
  ]) {
    browserStorage.remove(localStorage, key);
  }
}

/** Where people rate; says so where they cannot at the moment. */
export function RatePlace() {
  const rating = useLiveState()?.rating;
  if (rating?.state === 'nothing') {
    return (
      <>
        <title>Rate explanations · hvsb</title>
        <h1>Rate explanations</h1>
        <Empty title={rating.message ?? 'There is nothing to rate yet.'}>
          <WhereScenariosAreJudged />
        </Empty>
      </>
    );
  }
  return (
    <>
      {rating !== undefined && rating.state !== 'ready' && <Notice kind="warning">{rating.message}</Notice>}
      <WithRatingStudy>{(study, reload) => <RatePage study={study} reload={reload} />}</WithRatingStudy>
      {dataSource() === 'server' && <WhereScenariosAreJudged />}
    </>
  );
}

/** Here labels and verdicts of models are one click away, so nobody would judge blind. */
function WhereScenariosAreJudged() {
  return (
    <p className="hint where-scenarios">
      People can judge the scenarios, too, blind to labels and to what models said: on the page of{' '}
      <Command>hvsb rate --what scenarios</Command>, because this one shows both.
    </p>
  );
}
