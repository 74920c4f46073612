import type {
  Completions,
  DraftRequest,
  FilePreview,
  LocalServer,
  ModelEntry,
  ModelFacts,
  ModelTest,
  OwnFile,
  SavedStudy,
  SetupPlan,
  SetupRole,
  SetupState,
  StudyDraft,
  StudyForm,
  StudyJob,
} from '../../../src/core/view/setup-page.ts';
import { request } from './request.ts';

const base = '/api/setup';

/** Reading a large dataset or asking a slow model takes longer than other answers. */
const patient = 180_000;

/** The server's API for setting up studies, see src/core/view/setup-page.ts. */
export const setupApi = {
  role: () => request<SetupRole>(`${base}/role`),
  state: () => request<SetupState>(`${base}/state`),
  jobs: () => request<readonly StudyJob[]>(`${base}/jobs`),
  study: (file: string) => request<StudyDraft>(`${base}/study?file=${encodeURIComponent(file)}`),
  save: (study: SavedStudy) => send<{ file: string; hash: string }>('PUT', 'study', study),
  draft: (text: string, form: StudyForm | null) =>
    send<StudyDraft>('POST', 'draft', { text, form } satisfies DraftRequest),
  completions: (text: string, offset: number) => send<Completions>('POST', 'completions', { text, offset }),
  plan: (text: string) => send<SetupPlan>('POST', 'plan', { text }, patient),
  models: (models: readonly ModelEntry[], allowHosts: readonly string[]) =>
    send<readonly ModelFacts[]>('POST', 'models', { models, allowHosts }),
  test: (model: ModelEntry, allowHosts: readonly string[]) =>
    send<ModelTest>('POST', 'test', { model, allowHosts }, patient),
  servers: () => request<readonly LocalServer[]>(`${base}/servers`),
  storeKey: (variable: string, value: string) =>
    send<{ variable: string }>('PUT', 'keys', { variable, value }),
  download: (id: string) => send<unknown>('POST', `datasets/${encodeURIComponent(id)}/download`, {}),
  stopDownload: (id: string) => send<unknown>('DELETE', `datasets/${encodeURIComponent(id)}/download`, {}),
  upload: (file: File) =>
    request<{ file: string }>(
      `${base}/files?name=${encodeURIComponent(file.name)}`,
      { method: 'PUT', body: file, headers: { 'content-type': 'application/octet-stream' } },
      patient,
    ),
  preview: (file: OwnFile) => send<FilePreview>('POST', 'preview', file, patient),
  start: (file: string, hash: string | null, allowHosts: readonly string[]) =>
    send<StudyJob>('POST', 'start', { file, hash, allowHosts }),
  show: (file: string) => send<{ file: string }>('POST', 'show', { file }),
  stop: (id: string, atOnce: boolean) => send<StudyJob>('POST', 'stop', { id, atOnce }),
};

function send<T>(method: string, path: string, body: unknown, longestMs?: number): Promise<T> {
  const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return request<T>(`${base}/${path}`, init, longestMs);
}
