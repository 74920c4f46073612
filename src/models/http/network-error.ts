import { ModelError, type ModelErrorReason } from '../../errors/errors.ts';

interface Explanation {
  readonly reason: ModelErrorReason;
  readonly problem: string;
  readonly advice?: string;
}

const certificateAdvice =
  'If the server uses a certificate of your own, name its authority in NODE_EXTRA_CA_CERTS.';

const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    reason: 'network',
    problem: 'Nothing listens there (connection refused).',
    advice: 'Is the server running, and is the base URL right?',
  },
  ENOTFOUND: {
    reason: 'network',
    problem: 'The host name is not known.',
    advice: 'Check the base URL and the network.',
  },
  EAI_AGAIN: { reason: 'network', problem: 'The host name could not be looked up.' },
  ECONNRESET: { reason: 'network', problem: 'The connection was reset.' },
  EPIPE: { reason: 'network', problem: 'The connection was closed while sending.' },
  UND_ERR_SOCKET: { reason: 'network', problem: 'The connection was closed before the answer was whole.' },
  UND_ERR_DESTROYED: { reason: 'network', problem: 'The model was closed while a call was in flight.' },
  UND_ERR_CLOSED: { reason: 'network', problem: 'The model was closed while a call was in flight.' },
  UND_ERR_CONNECT_TIMEOUT: { reason: 'timeout', problem: 'No connection was made in time.' },
  ETIMEDOUT: { reason: 'timeout', problem: 'The connection timed out.' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    reason: 'malformed-response',
    problem: 'The body is not as long as announced.',
  },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { reason: 'malformed-response', problem: 'The body is far too long.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    reason: 'network',
    problem: 'The certificate is self-signed.',
    advice: certificateAdvice,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    reason: 'network',
    problem: 'A certificate in the chain is self-signed.',
    advice: certificateAdvice,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'network',
    problem: 'The certificate cannot be verified.',
    advice: certificateAdvice,
  },
};

/** Says in words what undici or the system gave as a code. Everything on the network may pass by itself. */
export function networkError(error: Error): ModelError {
  const code = codeOf(error);
  const known = explanations[code] ?? (code.startsWith('HPE_') ? notHttp : unknown(error));
  return new ModelError(code === '' ? known.problem : `${known.problem.slice(0, -1)} [${code}].`, {
    reason: known.reason,
    cause: error,
    ...(known.advice === undefined ? {} : { advice: known.advice }),
  });
}

const notHttp: Explanation = {
  reason: 'malformed-response',
  problem: 'What came back is not HTTP.',
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
