import { DownloadError } from '../../errors/errors.ts';
import type { Hub } from './hub.ts';

/** What was asked of the hub. */
interface HubRequest {
  readonly hub: Hub;
  /** Organisation and name. */
  readonly model: string;
  readonly revision: string;
}

/** Why the hub refused, in terms of the model; any other error is returned unchanged. */
export function hubError(error: unknown, asked: HubRequest): unknown {
  if (!(error instanceof DownloadError)) return error;
  const reason = reasonOf(error, asked);
  if (reason === null) return error;
  const { where, found, status, hubCode } = error;
  return new DownloadError(reason.problem, {
    where,
    found,
    advice: reason.advice,
    canRetry: false,
    ...(status === null ? {} : { status }),
    hubCode,
  });
}

interface Reason {
  readonly problem: string;
  readonly advice: string;
}

function reasonOf({ status, hubCode, found }: DownloadError, asked: HubRequest): Reason | null {
  const { hub, model, revision } = asked;
  const refused = status === 401 || status === 403;
  const known = hub.token !== null;
  if (refused && known && (hubCode === null || /invalid/i.test(found ?? ''))) {
    return {
      problem: 'The Hugging Face hub does not accept the token.',
      advice: 'Make a new token with the right to read, and set HF_TOKEN to it.',
    };
  }
  if (hubCode === 'GatedRepo') return gated(asked);
  if (hubCode === 'RevisionNotFound') {
    return {
      problem: `The model ${model} has no revision "${revision}".`,
      advice: 'Name a branch, a tag or a commit of it.',
    };
  }
  // The hub does not reveal whether a repository is private or missing: it asks unknown users for a token.
  if (hubCode === 'RepoNotFound' || (status === 404 && hubCode === null)) {
    const ifPrivate = known
      ? ', and that HF_TOKEN may read it if it is private'
      : '; a private one needs HF_TOKEN';
    return {
      problem: `The Hugging Face hub has no model ${model}.`,
      advice: `Check the name, ORGANISATION/NAME${ifPrivate}.`,
    };
  }
  if (!refused) return null;
  return {
    problem: `The model ${model} is not public.`,
    advice: 'Set HF_TOKEN to a token of an account that may read it.',
  };
}

function gated({ hub, model }: HubRequest): Reason {
  const page = `${hub.endpoint}/${model}`;
  return {
    problem: `The model ${model} is gated: its publisher asks you to accept terms.`,
    advice:
      hub.token === null
        ? `Accept them at ${page}, then set HF_TOKEN to a token of your account.`
        : `Accept them at ${page} with the account of HF_TOKEN; some publishers answer only after a while.`,
  };
}
