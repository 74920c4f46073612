import { UsageError } from '../../errors/errors.ts';
import type { Environment, NetworkProvider } from '../provider.ts';
import type { AiSdkSettings, VendorModel } from './ai-sdk-model.ts';

/** Makes the vendor's model of this name; the vendor's package is loaded only then. */
export type MakeVendorModel = (
  settings: AiSdkSettings,
  model: string,
  environment: Environment,
) => Promise<VendorModel>;

interface AiSdkProvider extends Omit<NetworkProvider, 'kind' | 'open'> {
  /** As npm installs it: `@ai-sdk/mistral@3`. */
  readonly package: string;
  readonly makeModel: MakeVendorModel;
}

/** A provider that is called through the vendor's package of the AI SDK. */
export function aiSdkProvider({ package: name, makeModel, ...about }: AiSdkProvider): NetworkProvider {
  return {
    ...about,
    kind: 'network',
    open: async (opening) => {
      const { AiSdkModel } = await import('./ai-sdk-model.ts');
      return AiSdkModel.open(opening, (settings) =>
        makeModel(settings, opening.model, opening.environment).catch((cause: unknown) => {
          throw notInstalled(about.id, name, cause);
        }),
      );
    },
  };
}

/** The vendors' packages are optional: who asks none of their models installs none. */
export function notInstalled(id: string, installed: string, cause: unknown): unknown {
  const isMissing =
    cause instanceof Error && 'code' in cause && /^(?:ERR_)?MODULE_NOT_FOUND$/.test(String(cause.code));
  if (!isMissing) return cause;
  const name = installed.replace(/@\d+$/, '');
  return new UsageError(`The package ${name} is not installed.`, {
    where: id,
    expected: `${name}, which models of this provider are called through`,
    advice: `Install it beside hvsb with "npm install ${installed}".`,
    cause,
  });
}
