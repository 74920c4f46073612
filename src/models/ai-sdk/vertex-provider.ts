import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors/errors.ts';
import { firstSet } from '../connection.ts';
import type { ConnectionFacts, Environment } from '../provider.ts';
import { aiSdkProvider, type MakeVendorModel } from './ai-sdk-provider.ts';

const title = 'Google Vertex AI';

const keyVariable = 'GOOGLE_VERTEX_API_KEY';
const fileVariable = 'GOOGLE_APPLICATION_CREDENTIALS';

const usualFacts: ConnectionFacts = {
  keyVariables: [keyVariable],
  needsKey: true,
  secretVariables: [],
  keyAdvice: `Set ${keyVariable}; or name a file with credentials in ${fileVariable}, or let "gcloud auth application-default login" write one.`,
  baseUrlVariables: ['GOOGLE_VERTEX_BASE_URL'],
  defaultBaseUrl: null,
  ownServer: false,
  authorization: (key) => ({ 'x-goog-api-key': key }),
  listQuery: null,
};

const host = 'aiplatform.googleapis.com';

/** With a key the address is the same for all; without one it follows from project and location, and a token is fetched. */
function factsIn(environment: Environment): ConnectionFacts {
  if (firstSet([keyVariable], environment) !== null) {
    return { ...usualFacts, defaultBaseUrl: `https://${host}/v1/publishers/google`, ownDomains: [host] };
  }
  const project = placeIn(environment, 'project');
  const location = placeIn(environment, 'location');
  const ownHost = hostAt(location);
  const facts: ConnectionFacts = {
    ...usualFacts,
    defaultBaseUrl: `https://${ownHost}/v1beta1/projects/${project}/locations/${location}/publishers/google`,
    ownDomains: [host, ownHost],
  };
  const source = credentialsIn(environment);
  return source === null ? facts : { ...facts, needsKey: false, sentAs: `A token from ${source.title}` };
}

function hostAt(location: string): string {
  if (location === 'global') return host;
  return location === 'eu' || location === 'us'
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location}-${host}`;
}

/** They become parts of the host's name and of the path, so they may hold nothing that ends one. */
const places = {
  project: {
    variables: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'],
    pattern: /^[a-z](?:[a-z0-9.:-]*[a-z0-9])?$/,
    example: 'my-project',
  },
  location: {
    variables: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION'],
    pattern: /^[a-z]+(?:-[a-z0-9]+)*$/,
    example: 'us-central1, or global',
  },
} as const;

function placeIn(environment: Environment, what: keyof typeof places): string {
  const { variables, pattern, example } = places[what];
  const found = firstSet(variables, environment);
  if (found !== null && pattern.test(found.value)) return found.value;
  throw new UsageError(
    found === null
      ? `There is no ${what} for ${title}: the variable ${variables[0]} is not set.`
      : `The variable ${found.name} holds no ${what} of Google Cloud.`,
    {
      where: 'vertex',
      expected: `a ${what}, for example ${example}`,
      advice: `Set ${variables[0]} in the environment or in a file named .env${found === null && what === 'project' ? `; with a key in ${keyVariable} neither project nor location is needed` : ''}.`,
    },
  );
}

interface Credentials {
  /** Where they are, for people. */
  readonly title: string;
  /** Null for those of a machine of Google's. */
  readonly file: string | null;
}

/**
 * Google's application default credentials: the file that a variable names, else the one that gcloud writes, else those of a machine
 * of Google's; null where there are none.
 */
function credentialsIn(environment: Environment): Credentials | null {
  const named = firstSet([fileVariable], environment)?.value;
  if (named !== undefined) {
    if (existsSync(named)) return { title: fileVariable, file: named };
    throw new UsageError(`The file that ${fileVariable} names does not exist.`, {
      where: 'vertex',
      expected: 'a file with credentials, as Google Cloud and gcloud write them',
      found: named,
      advice: `Correct ${fileVariable}.`,
    });
  }
  const { CLOUDSDK_CONFIG, APPDATA, HOME } = environment;
  const folder =
    CLOUDSDK_CONFIG ??
    (APPDATA === undefined ? HOME && join(HOME, '.config', 'gcloud') : join(APPDATA, 'gcloud'));
  const file = folder === undefined ? '' : join(folder, 'application_default_credentials.json');
  if (existsSync(file)) return { title: 'gcloud', file };
  return isGoogleMachine(environment) ? { title: 'the metadata server of this machine', file: null } : null;
}

function isGoogleMachine({ K_SERVICE, CLOUD_RUN_JOB, GCE_METADATA_HOST }: Environment): boolean {
  const vendorFile = '/sys/class/dmi/id/bios_vendor';
  return (
    (K_SERVICE ?? CLOUD_RUN_JOB ?? GCE_METADATA_HOST) !== undefined ||
    (existsSync(vendorFile) && /google/i.test(readFileSync(vendorFile, 'utf8')))
  );
}

const makeModel: MakeVendorModel = async (settings, model, environment) => {
  const { createVertex } = await import('@ai-sdk/google-vertex');
  // An absent key would have the package look for one among the variables of the process; an empty one has it fetch a token.
  if (settings.apiKey !== '') return createVertex(settings)(model);
  const { openGoogleTokens, tokenInHeader } = await import('./google-tokens.ts');
  const isGiven = settings.headers.authorization !== undefined;
  const tokens = isGiven
    ? tokenInHeader
    : await openGoogleTokens(credentialsIn(environment)?.file ?? null, settings);
  const place = { project: placeIn(environment, 'project'), location: placeIn(environment, 'location') };
  // The package asks nothing else of a client than this.
  return createVertex({ ...settings, ...place, googleAuthOptions: { authClient: tokens as never } })(model);
};

/** Gemini models as Google Cloud serves them. */
export const vertexProvider = aiSdkProvider({
  id: 'vertex',
  title,
  example: 'gemini-2.5-flash',
  facts: usualFacts,
  factsIn,
  package: '@ai-sdk/google-vertex@4',
  makeModel,
});
