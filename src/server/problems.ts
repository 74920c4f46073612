import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { ServerProblem } from '../core/rating-page.ts';
import { DataError, type ErrorDetails, HvsbError } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';

/** What a client gets of an error: its sentences if it is an HvsbError, and one general sentence for a bug. */
export function problemResponse(error: Error, context: Context): Response {
  if (!(error instanceof HvsbError)) {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return context.json(problem('The server failed; its terminal says why.'), 500);
  }
  const status = error instanceof RequestError ? error.status : error instanceof DataError ? 422 : 500;
  // As of a full disk: who asked cannot put it right, who started the server can.
  if (status === 500) printOnce(error.describe());
  const details = [error.expected && `Expected ${error.expected}.`, error.found && `Found ${error.found}.`];
  const place = error.where === undefined ? '' : `${error.where}: `;
  return context.json(
    problem([`${place}${error.message}`, ...details.filter(Boolean)].join(' '), error.advice),
    status,
  );
}

/** Pages ask again every few seconds. */
const quietMs = 60_000;
let printed = { text: '', at: Number.NEGATIVE_INFINITY };

function printOnce(text: string): void {
  const at = performance.now();
  if (text === printed.text && at - printed.at < quietMs) return;
  printed = { text, at };
  process.stderr.write(`${printable(text)}\n`);
}

/** The same for who opens an address in a browser: sentences to read, and nothing to run. */
export async function problemPage(error: Error, context: Context): Promise<Response> {
  const response = problemResponse(error, context);
  const { error: said } = (await response.json()) as ServerProblem;
  const sentences = [said.message, ...(said.advice === undefined ? [] : [said.advice])].map(
    (sentence) => `<p>${sentence.replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)}</p>`,
  );
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>hvsb</title><h1>This page cannot be shown</h1>${sentences.join('')}</html>`;
  return context.html(page, response.status as ContentfulStatusCode);
}

function problem(message: string, advice?: string): ServerProblem {
  return { error: advice === undefined ? { message } : { message, advice } };
}

/** A request that the server does not answer: what is wrong with it, as an HTTP status and a sentence. */
export class RequestError extends HvsbError {
  override readonly name = 'RequestError';
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, problem: string, details: ErrorDetails = {}) {
    super(problem, details);
    this.status = status;
  }
}

/**
 * The body of a request as its schema says. Only `application/json` is read: a form of another site cannot send it
 * without the browser asking first.
 * @throws RequestError 415 or 400.
 */
export async function readJson<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
    throw new RequestError(415, 'The body has to be JSON.', {
      advice: 'Send content-type application/json.',
    });
  }
  const value: unknown = await context.req.json().catch(() => {
    throw new RequestError(400, 'The body is not readable as JSON.');
  });
  return checkRequest(value, schema);
}

/** @throws RequestError 400 that names what does not fit. */
export function checkRequest<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RequestError(400, `The request does not fit: ${z.prettifyError(parsed.error)}`);
}
