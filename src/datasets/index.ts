// What `import ... from 'hvsb/datasets'` gives: the datasets, and what a reader of one's own is made of.

export { readBbqQuestions } from './bbq/bbq-questions.ts';
export * from './dataset-source.ts';
export { downloadDataset } from './download.ts';
export { type ReadRecord, readDelimited } from './formats/delimited.ts';
export { type OpenTable, openTable, type RowValues, readTable, type TableRow } from './formats/read-table.ts';
export {
  type CheckedRow,
  checkRow,
  contentHash,
  nonBlank,
  type ReadRow,
  readJsonl,
  readRows,
  repeatedId,
  toScenario,
} from './formats/rows.ts';
export { type FileOptions, readLines } from './formats/text.ts';
export {
  type CollectedScenarios,
  collectScenarios,
  type DatasetReading,
  type ReadDatasetOptions,
  type ReadSummary,
  readDataset,
} from './read-dataset.ts';
export { datasetSources, findDatasetSource } from './registry.ts';
export { readExplanationFile } from './results-file/explanation-file.ts';
export { readScenarioFile } from './scenario-file/read-scenario-file.ts';
export type { ScenarioFileOptions } from './scenario-file/scenario-rows.ts';
