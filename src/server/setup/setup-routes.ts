import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { SetupRole, SetupState, StudyDraft } from '../../core/view/setup-page.ts';
import { HvsbError } from '../../errors/errors.ts';
import { checkStudyText } from '../../study/file/load-study.ts';
import { previewFile, tablesIn } from '../../study/setup/data-setup.ts';
import { draftOf, firstForm, textOf } from '../../study/setup/study-draft.ts';
import type { StudyJobs } from '../../study/setup/study-jobs.ts';
import type { StudySetup } from '../../study/setup/study-setup.ts';
import type { TokenSession } from '../guard.ts';
import { problemResponse, RequestError, readJson } from '../problems.ts';
import { StudyFolder } from './study-folder.ts';

/** With what studies are set up and started from the page. */
export interface SetupParts {
  readonly setup: StudySetup;
  readonly jobs: StudyJobs;
  /** The session without which nothing is answered. */
  readonly organiser: TokenSession;
  /** Reads where the results of a study file are. @returns what shows them from then on. @throws UsageError */
  readonly prepareShow: (file: string) => Promise<() => void>;
}

/** Routes where nobody sets up a study. @param reason as a sentence to who asks. */
export function closedSetupRoutes(reason: string): Hono {
  const api = new Hono();
  api.get('/role', (context) => context.json({ role: 'off', reason } satisfies SetupRole));
  api.all('*', () => {
    throw new RequestError(403, reason);
  });
  return api;
}

/** The routes of core/view/setup-page.ts. */
export function setupRoutes(parts: SetupParts): Hono {
  const { setup, jobs, organiser } = parts;
  const folder = new StudyFolder(setup.folder);
  const api = new Hono();
  api.onError((error, context) => problemResponse(refusal(error), context));
  api.get('/role', (context) => {
    const role = organiser.isOpen(context) ? 'organiser' : 'locked';
    return context.json({ role, reason: null } satisfies SetupRole);
  });
  api.use(organiser.require);
  api.get('/state', async (context) => {
    const state: SetupState = {
      folder: folder.path,
      files: await folder.studyFiles(),
      tables: await tablesIn(folder.path),
      datasets: await setup.datasets(),
      packs: await setup.packs(),
      models: setup.proposedModels(),
      jobs: jobs.list(),
    };
    return context.json(state);
  });
  api.get('/jobs', (context) => context.json(jobs.list()));
  api.route('/', draftRoutes(parts, folder));
  api.route('/', modelRoutes(setup));
  api.route('/', dataRoutes(setup, folder));
  api.route('/', jobRoutes(parts, folder));
  return api;
}

/** What the user can put right is no fault of the server. */
function refusal(error: Error): Error {
  if (!(error instanceof HvsbError) || error instanceof RequestError) return error;
  const { where, expected, found, advice, message } = error;
  return new RequestError(422, message, {
    ...(where !== undefined && { where }),
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
    ...(advice !== undefined && { advice }),
  });
}

const name = z.string().min(1).max(500);
const text = z.string().max(1_000_000);
const file = z.string().max(300);
const hosts = z
  .array(z.string().regex(/^[A-Za-z0-9[][A-Za-z0-9.:[\]-]{0,254}$/))
  .max(20)
  .default([]);
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();
const price = z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() });
const model = z.strictObject({
  model: name,
  baseUrl: z.string().max(2000).optional(),
  price: price.optional(),
});
const ownFile = {
  dataset: name,
  columns: z.record(z.string().max(100), z.string().max(1000)).optional(),
  gold: z.enum(['biased', 'unbiased']).optional(),
  skipInvalid: z.boolean().optional(),
};
const form = z.strictObject({
  name: z.string().max(500),
  datasets: z.array(z.strictObject({ ...ownFile, from: name.optional() })).max(100),
  models: z.array(model).max(100),
  packs: z.array(name).max(20),
  attacks: z.array(name).max(100),
  size: z.int().positive().nullable(),
  explained: z.int().positive().nullable(),
  budgetUsd: z.number().positive().nullable(),
});
const bodies = {
  draft: z.strictObject({ text, form: form.nullable() }),
  completions: z.strictObject({ text, offset: z.int().min(0) }),
  plan: z.strictObject({ text }),
  models: z.strictObject({ models: z.array(model).max(100), allowHosts: hosts }),
  test: z.strictObject({ model, allowHosts: hosts }),
  key: z.strictObject({ variable: z.string().max(100), value: z.string().max(5000) }),
  study: z.strictObject({ file, text, replaces: hash }),
  preview: z.strictObject({ ...ownFile, from: name }),
  start: z.strictObject({ file, hash, allowHosts: hosts }),
  show: z.strictObject({ file }),
  stop: z.strictObject({ id: z.uuid(), atOnce: z.boolean() }),
};

/** Where a study would be that has no file yet: its paths are relative to the folder. */
const unnamed = 'study.yaml';

function draftRoutes({ setup }: SetupParts, folder: StudyFolder): Hono {
  const api = new Hono();
  const draft = (content: string) => draftOf(content, `${folder.path}/${unnamed}`);
  api.get('/study', async (context) => {
    const asked = context.req.query('file') ?? '';
    const given = await folder.readStudy(asked);
    const content = given.hash === null ? newStudy(asked) : given.text;
    return context.json({ ...draft(content), hash: given.hash } satisfies StudyDraft);
  });
  api.put('/study', async (context) => {
    const given = await readJson(context, bodies.study);
    return context.json({
      file: given.file,
      hash: await folder.writeStudy(given.file, given.text, given.replaces),
    });
  });
  api.post('/draft', async (context) => {
    const given = await readJson(context, bodies.draft);
    const { form: before, problems } = draft(given.text);
    // What the form cannot show it would take out.
    if (given.form !== null && before === null) throw notStudy(problems[0]);
    const content = given.form === null ? given.text : textOf(given.form, given.text);
    return context.json({ ...draft(content), hash: null } satisfies StudyDraft);
  });
  api.post('/completions', async (context) => {
    const given = await readJson(context, bodies.completions);
    return context.json(await setup.completions(given.text, given.offset));
  });
  api.post('/plan', async (context) => {
    const given = await readJson(context, bodies.plan);
    const { study, problems } = checkStudyText(given.text, `${folder.path}/${unnamed}`);
    if (study === null) throw notStudy(problems[0]);
    return context.json(await setup.plan(study));
  });
  return api;
}

/** A second study of a folder has results of its own. */
function newStudy(file: string): string {
  const content = textOf(firstForm, '');
  return file === unnamed ? content : `${content}store: ${JSON.stringify(file.replace(/\.ya?ml$/, '.db'))}\n`;
}

function notStudy(problem: { readonly line: number; readonly message: string } | undefined): RequestError {
  return new RequestError(422, `Line ${problem?.line ?? 1}: ${problem?.message ?? 'There is no study.'}`, {
    advice: 'Correct the study file first.',
  });
}

function modelRoutes(setup: StudySetup): Hono {
  const api = new Hono();
  api.post('/models', async (context) => {
    const given = await readJson(context, bodies.models);
    return context.json(setup.models(given.models, given.allowHosts));
  });
  api.post('/test', async (context) => {
    const given = await readJson(context, bodies.test);
    return context.json(await setup.test(given.model, given.allowHosts));
  });
  api.get('/servers', async (context) => context.json(await setup.servers()));
  api.put('/keys', async (context) => {
    const { variable, value } = await readJson(context, bodies.key);
    await setup.storeKey(variable, value.trim());
    return context.json({ variable });
  });
  return api;
}

function dataRoutes(setup: StudySetup, folder: StudyFolder): Hono {
  const api = new Hono();
  const download = async (context: Context, id: string) => {
    const dataset = (await setup.datasets()).find((each) => each.id === id);
    return context.json(dataset?.download ?? null);
  };
  api.post('/datasets/:id/download', async (context) => {
    // Without a body a form of another site could send it.
    await readJson(context, z.strictObject({}));
    setup.beginDownload(context.req.param('id'));
    return download(context, context.req.param('id'));
  });
  api.delete('/datasets/:id/download', (context) => {
    setup.stopDownload(context.req.param('id'));
    return download(context, context.req.param('id'));
  });
  api.put('/files', async (context) => {
    if (!/^application\/octet-stream\b/i.test(context.req.header('content-type') ?? '')) {
      throw new RequestError(415, 'A file is sent as its bytes.', {
        advice: 'Send content-type application/octet-stream.',
      });
    }
    const given = context.req.query('name') ?? '';
    await folder.writeTable(given, new Uint8Array(await context.req.arrayBuffer()));
    return context.json({ file: given });
  });
  api.post('/preview', async (context) => {
    const given = await readJson(context, bodies.preview);
    return context.json(await previewFile(await folder.tablePath(given.from), given));
  });
  return api;
}

function jobRoutes({ setup, jobs, prepareShow }: SetupParts, folder: StudyFolder): Hono {
  const api = new Hono();
  api.post('/start', async (context) => {
    const given = await readJson(context, bodies.start);
    const stored = await folder.readStudy(given.file);
    if (stored.hash === null || stored.hash !== given.hash) {
      throw stored.hash === null
        ? new RequestError(409, `${given.file} is not in the folder any more.`, {
            advice: 'Save it again, or choose another study file.',
          })
        : new RequestError(409, `${given.file} is not what this page shows.`, {
            advice: 'Save it first, or load it again.',
          });
    }
    const { study, problems } = checkStudyText(stored.text, `${folder.path}/${given.file}`);
    if (study === null) throw notStudy(problems[0]);
    const words = given.allowHosts.flatMap((host) => ['--allow-host', host]);
    // First, so that nothing runs where an error is the answer.
    const show = await prepareShow(given.file);
    const job = await jobs.start(given.file, words, setup.ownEnvironment);
    show();
    return context.json(job);
  });
  api.post('/show', async (context) => {
    const given = await readJson(context, bodies.show);
    // A name that is none leads nowhere else.
    await folder.readStudy(given.file);
    (await prepareShow(given.file))();
    return context.json(given);
  });
  api.post('/stop', async (context) => {
    const { id, atOnce } = await readJson(context, bodies.stop);
    return context.json(jobs.stop(id, atOnce));
  });
  return api;
}
