import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { type ModelNames, modelNames } from '../../../src/measures/display-names.ts';
import { studyQueries } from './study-source.ts';

/** How the models of the study are called on the page. */
export const ModelNamesContext = createContext<ModelNames>(modelNames([], {}));

export function useModelNames(): ModelNames {
  return useContext(ModelNamesContext);
}

interface NamedModelsProps {
  /** Full names of models of which some may not have answered yet. */
  readonly models: readonly string[];
  readonly children: ReactNode;
}

/** Calls these models, besides those of the study, by short names, too. */
export function NamedModels({ models, children }: NamedModelsProps) {
  const { data: study } = useQuery(studyQueries.study);
  const names = modelNames([...(study?.models ?? []), ...models], study?.labels ?? {});
  return <ModelNamesContext value={names}>{children}</ModelNamesContext>;
}

/** A list of models to choose from: full names, with the names that are shown. */
export function useModelOptions(
  models: readonly string[],
): readonly (readonly [full: string, shown: string])[] {
  const { shown } = useModelNames();
  return models.map((model) => [model, shown.get(model) ?? model] as const);
}

/** The full name of a model that results name as it is shown: what addresses and requests take. */
export function useFullName(): (shown: string) => string {
  const { full } = useModelNames();
  return (shown) => full.get(shown) ?? shown;
}
