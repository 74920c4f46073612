export {
  type ConformanceCheck,
  type DatasetFixtures,
  datasetConformance,
} from './dataset/dataset-conformance.ts';
export {
  type ModelScript,
  ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedReply,
} from './model/scripted-model.ts';
export { providerConformance } from './provider/provider-conformance.ts';
export type { ProviderUnderTest } from './provider/provider-fixture.ts';
export type { Behaviour } from './server/behaviour.ts';
export type { ScriptedAnswer, ScriptedError, WireDialect } from './server/dialects.ts';
export { anthropicDialect, chatCompletionsDialect, googleDialect } from './server/dialects.ts';
export {
  ScriptedRequest,
  ScriptedServer,
  type ScriptedServerOptions,
  type ServerCounts,
  type ServerScript,
} from './server/scripted-server.ts';
export { storeConformance } from './store/store-conformance.ts';
