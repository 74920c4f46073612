// What `import ... from 'hvsb/models'` gives: models by name, models of one's own, providers.

export type { Completion, Finish, Message, Model, ModelRequest, Sampling } from '../core/model.ts';
export { type CheckOptions, type CheckResult, checkModel, type ModelCheck } from './check-model.ts';
export { loadEnvironment } from './connection.ts';
export {
  type DefinedModel,
  defineModel,
  type ModelAnswer,
  type ModelCall,
  type ModelDefinition,
  type ModelFunctionPrice,
} from './define-model.ts';
export { HttpModel, type ModelWire, malformedAnswer, type WireAnswer } from './http/http-model.ts';
export { field, textField } from './http/json-body.ts';
export { describeModel, type OpenModelOptions, openModel, providers } from './open-model.ts';
export { findPrice, type ModelPrice } from './prices.ts';
export type * from './provider.ts';
export { tokenCount } from './response/token-usage.ts';
