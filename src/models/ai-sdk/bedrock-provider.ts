import { UsageError } from '../../errors/errors.ts';
import { firstSet } from '../connection.ts';
import type { ConnectionFacts, Environment } from '../provider.ts';
import { aiSdkProvider, type MakeVendorModel } from './ai-sdk-provider.ts';

const title = 'Amazon Bedrock';

const keyVariable = 'AWS_BEARER_TOKEN_BEDROCK';
const accessKeyVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const sessionVariable = 'AWS_SESSION_TOKEN';
const regionVariables = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

const usualFacts: ConnectionFacts = {
  keyVariables: [keyVariable],
  needsKey: true,
  secretVariables: [...accessKeyVariables, sessionVariable],
  keyAdvice: `Set ${keyVariable}, or ${accessKeyVariables.join(' and ')}, with ${sessionVariable} where there is one. "aws configure export-credentials --format env" prints those of a profile.`,
  baseUrlVariables: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'AWS_ENDPOINT_URL'],
  defaultBaseUrl: null,
  ownServer: false,
  authorization: (key) => ({ authorization: `Bearer ${key}` }),
  listQuery: null,
};

/** The address follows from the region. A key for Bedrock comes before the two of an account, by which requests are signed. */
function factsIn(environment: Environment): ConnectionFacts {
  const region = regionIn(environment);
  const domain = domains.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  const facts: ConnectionFacts = {
    ...usualFacts,
    defaultBaseUrl: `https://bedrock-runtime.${region}.${domain}`,
    // Not amazonaws.com alone: anybody can rent a host below it.
    ownDomains: [
      `bedrock-runtime.${region}.${domain}`,
      `bedrock-runtime-fips.${region}.${domain}`,
      `bedrock-runtime.${region}.vpce.${domain}`,
      `bedrock-runtime.${region}.api.aws`,
    ],
  };
  if (!isSigned(environment)) return facts;
  const secret = accessKeyVariables[1];
  return { ...facts, keyVariables: [secret], sentAs: `A signature by ${secret}`, authorization: () => ({}) };
}

/** Domains of regions that are apart from the others. */
const domains = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
] as const;

/** It becomes a part of the host's name, so it may hold nothing that ends one. */
function regionIn(environment: Environment): string {
  const found = firstSet(regionVariables, environment);
  if (found !== null && /^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(found.value)) return found.value;
  throw new UsageError(
    found === null
      ? `There is no region for ${title}: the variable ${regionVariables[0]} is not set.`
      : `The variable ${found.name} holds no region of AWS.`,
    {
      where: 'bedrock',
      expected: 'the region where models are called, for example us-east-1',
      advice: `Set ${regionVariables[0]} in the environment or in a file named .env.`,
    },
  );
}

/**
 * Whether requests are signed, for want of a key.
 * @throws UsageError where one of the two variables is missing
 */
function isSigned(environment: Environment): boolean {
  if (firstSet([keyVariable], environment) !== null) return false;
  const missing = accessKeyVariables.filter((name) => firstSet([name], environment) === null);
  if (missing.length !== 1) return missing.length === 0;
  throw new UsageError(`There is half of a key for ${title}: the variable ${missing[0]} is not set.`, {
    where: 'bedrock',
    advice: `Set both ${accessKeyVariables.join(' and ')}, or ${keyVariable} alone.`,
  });
}

const makeModel: MakeVendorModel = async (settings, model, environment) => {
  const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
  const region = regionIn(environment);
  // An absent key would have the package look for one among the variables of the process; an empty one has it sign.
  if (!isSigned(environment)) {
    return createAmazonBedrock({ ...settings, region, apiKey: settings.apiKey || 'in a header' })(model);
  }
  const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = [
    ...accessKeyVariables,
    sessionVariable,
  ].map((name) => firstSet([name], environment)?.value);
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) };
  return createAmazonBedrock({ ...settings, region, apiKey: '', ...credentials })(model);
};

/** Models that Amazon hosts, at its Converse interface: by model, inference profile or ARN. */
export const bedrockProvider = aiSdkProvider({
  id: 'bedrock',
  title,
  example: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  facts: usualFacts,
  factsIn,
  package: '@ai-sdk/amazon-bedrock@4',
  makeModel,
});
