import { ModelError, type ModelErrorReason } from '../../errors/errors.ts';

interface Explanation {
  readonly reason: ModelErrorReason;
  readonly problem: string;
  readonly advice?: string;
  /** No other request would fare better, see `ModelErrorDetails`. */
  readonly concernsServer?: true;
}

const certificateAdvice =
  'If the server uses a certificate of your own, name its authority in NODE_EXTRA_CA_CERTS.';

const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    reason: 'network',
    problem: 'Nothing listens there (connection refused).',
    concernsServer: true,
    advice: 'Is the server running, and is the base URL right?',
  },
  ENOTFOUND: {
    reason: 'network',
    problem: 'The host name is not known.',
    concernsServer: true,
    advice: 'Check the base URL and the network.',
  },
  EAI_AGAIN: { reason: 'network', problem: 'The host name could not be looked up.', concernsServer: true },
  EHOSTUNREACH: { reason: 'network', problem: 'There is no way to that host.', concernsServer: true },
  ENETUNREACH: { reason: 'network', problem: 'There is no way to that network.', concernsServer: true },
  ECONNRESET: { reason: 'network', problem: 'The connection was reset.' },
  EPIPE: { reason: 'network', problem: 'The connection was closed while sending.' },
  UND_ERR_SOCKET: { reason: 'network', problem: 'The connection was closed before the answer was whole.' },
  UND_ERR_DESTROYED: { reason: 'network', problem: 'The model was closed while a call was in flight.' },
  UND_ERR_CLOSED: { reason: 'network', problem: 'The model was closed while a call was in flight.' },
  UND_ERR_CONNECT_TIMEOUT: {
    reason: 'timeout',
    problem: 'No connection was made in time.',
    concernsServer: true,
  },
  ETIMEDOUT: { reason: 'timeout', problem: 'The connection timed out.' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    reason: 'malformed-response',
    problem: 'The body is not as long as announced.',
  },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { reason: 'malformed-response', problem: 'The body is far too long.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    reason: 'network',
    problem: 'The certificate is self-signed.',
    concernsServer: true,
    advice: certificateAdvice,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    reason: 'network',
    problem: 'A certificate in the chain is self-signed.',
    concernsServer: true,
    advice: certificateAdvice,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'network',
    problem: 'The certificate cannot be verified.',
    concernsServer: true,
    advice: certificateAdvice,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    reason: 'network',
    problem: 'The authority of the certificate is not known.',
    concernsServer: true,
    advice: certificateAdvice,
  },
  CERT_HAS_EXPIRED: {
    reason: 'network',
    problem: 'The certificate has expired.',
    concernsServer: true,
    advice: 'Ask who runs the server, and check the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'network',
    problem: 'The certificate is of another host.',
    concernsServer: true,
    advice: 'Check the host of the base URL.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    reason: 'network',
    problem: 'The server does not speak TLS.',
    concernsServer: true,
    advice: 'Check the base URL: a server of your own usually has http:// and not https://.',
  },
};

/** Says in words what undici or the system gave as a code. Everything on the network may pass by itself. */
export function networkError(error: Error): ModelError {
  const code = codeOf(error);
  const known = explanations[code] ?? (code.startsWith('HPE_') ? notHttp : unknown(error));
  return new ModelError(code === '' ? known.problem : `${known.problem.slice(0, -1)} [${code}].`, {
    reason: known.reason,
    cause: error,
    concernsServer: known.concernsServer ?? false,
    ...(known.advice === undefined ? {} : { advice: known.advice }),
  });
}

const notHttp: Explanation = {
  reason: 'malformed-response',
  problem: 'What came back is not HTTP.',
  concernsServer: true,
  advice: 'Check the base URL: scheme (http or https), host and port.',
};

function unknown(error: Error): Explanation {
  return { reason: 'network', problem: `The connection failed: ${error.message.replace(/\.$/, '')}.` };
}

// Several addresses of one host fail together as an AggregateError with its code in the first.
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
