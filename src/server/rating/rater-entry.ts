import { randomBytes } from 'node:crypto';
import type { Rater, RatingSettings } from '../../core/rating.ts';
import type { JoinedRater, JoiningRater } from '../../core/rating-page.ts';
import { RequestError } from '../problems.ts';
import type { RatingRepository } from './rating-repository.ts';

/** What decides who may rate. */
export interface EntryRules {
  readonly settings: RatingSettings;
  /** Whether a rater has to show the key that joining gave. */
  readonly asksForKey: boolean;
  /** Of the server, for the rater's own address. */
  readonly token: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Takes in somebody who gives a name. Who joins is stored where a key, a consent or a platform belongs to them.
 * @throws RequestError without the consent that the study asks for, for a name whose key is another, and for one whose place
 * was given to others.
 */
export async function joinRater(
  repository: RatingRepository,
  { name, consented, key, prolific }: JoiningRater,
  { settings, asksForKey, token, now }: EntryRules,
): Promise<JoinedRater> {
  const rater = repository.spellingOf(name);
  const known = repository.rater(rater);
  const rated = repository.ratingsBy(rater).size;
  if (known !== null && known.returnedAt !== null) throw returned();
  const isSomebody = known !== null || rated > 0;
  // The id of somebody from Prolific is no name that others could think of; a name that a person gave is.
  const isFromThere = prolific !== undefined && known !== null && known.study !== null;
  const isThem = isFromThere || (known !== null && key === known.key);
  if (asksForKey && isSomebody && !isThem) throw taken();
  const asksForConsent = (settings.consent ?? '') !== '';
  const isConsentKnown = known !== null && known.consentedAt !== null;
  if (asksForConsent && !consented && !isConsentKnown) {
    throw new RequestError(403, 'This study asks for your consent first.');
  }
  const isNew = known === null && (asksForKey || asksForConsent || prolific !== undefined);
  const isConsentNew = known !== null && asksForConsent && !isConsentKnown;
  const joined: Rater | null = isNew ? newRater(rater, now, prolific) : known;
  if (joined !== null && (isNew || isConsentNew)) {
    await repository.saveRater({ ...joined, consentedAt: asksForConsent ? now : null });
  }
  if (!asksForKey || joined === null) return { rater, rated, key: null, link: null };
  return { rater, rated, key: joined.key, link: raterLink(joined, token) };
}

/** What follows the address of the page where a rater goes on elsewhere: a fragment, which no server logs. */
export function raterLink({ rater, key }: Rater, token: string | null): string {
  return `#${new URLSearchParams({ ...(token === null ? {} : { token }), rater, key })}`;
}

function newRater(rater: string, joinedAt: number, prolific: JoiningRater['prolific'] = undefined): Rater {
  const key = randomBytes(18).toString('base64url');
  const { study = null, session = null } = prolific ?? {};
  return { rater, key, joinedAt, consentedAt: null, study, session, returnedAt: null };
}

/** @throws RequestError where somebody asks for the work of another, or has no place any more. */
export function checkRater(repository: RatingRepository, name: string, key: string): void {
  const known = repository.rater(repository.spellingOf(name));
  if (known === null || known.key !== key) throw notTheirs();
  if (known.returnedAt !== null) throw returned();
}

/** @throws RequestError where everything that was stored of a rater was taken out since. */
export function checkStays(repository: RatingRepository, rater: string, before: Rater | null): void {
  if (before?.key !== repository.rater(rater)?.key) throw notTheirs();
}

/** What is stored of a rater, with a key made for who has none: of ratings that were imported, or given where names are enough. */
export async function withKey(repository: RatingRepository, rater: string, now: number): Promise<Rater> {
  const known = repository.rater(rater);
  if (known !== null) return known;
  const made = newRater(rater, now);
  await repository.saveRater(made);
  return made;
}

/** Notes that a rater's place was given to others. What they rated is to be taken out before. */
export async function markReturned(
  repository: RatingRepository,
  rater: string,
  known: Rater | null,
  now: number,
): Promise<void> {
  await repository.saveRater({ ...(known ?? newRater(rater, now)), returnedAt: now });
}

function notTheirs(): RequestError {
  return new RequestError(403, 'This is the work of another rater, or of one who is not known here.', {
    advice: 'Open your own address, or begin again.',
  });
}

function taken(): RequestError {
  return new RequestError(409, 'Somebody rates under this name already.', {
    advice:
      'If it is you, go on in the browser in which you began, or open your own address: it is there under "Guidelines and keys", and the organiser has it, too. Else choose another name.',
  });
}

function returned(): RequestError {
  return new RequestError(403, 'Your place in this study was given to somebody else.', {
    advice: 'Ask whoever sent you here if that is a mistake.',
  });
}
