import { type EmulateRequest, emulateStage } from '../../stages/emulate/emulate.ts';
import type { CommandContext } from '../command-context.ts';
import { type CallSettings, callStep } from './calls.ts';
import { chooseScenarios } from './choose-subjects.ts';

/** Exactly one model. */
export type EmulateStepRequest = EmulateRequest & CallSettings;

/** What `hvsb emulate --json` prints. */
export interface EmulateSummary {
  readonly planned: number;
  readonly stored: number;
  readonly sent: number;
  readonly failed: number;
  /** Scenarios written in this run. */
  readonly written: number;
  /** Answers of this run that no scenario could be read from. */
  readonly unreadable: number;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly seconds: number;
  readonly partial: boolean;
}

/** Shows the plan, has the statements rewritten that are not yet, and sums up. Null after a dry run. */
export async function emulateStep(
  context: CommandContext,
  request: EmulateStepRequest,
): Promise<EmulateSummary | null> {
  const filter = { ...request.filter, forms: ['statement'] as const };
  await chooseScenarios(request.store, filter);
  const summary = await callStep(context, emulateStage, { ...request, filter });
  if (summary === null) return null;
  const { planned, stored, sent, failed, outcomes, tokens, seconds, partial } = summary;
  return {
    planned,
    stored,
    sent,
    failed,
    written: outcomes.scenarios,
    unreadable: outcomes.unreadable,
    tokens,
    seconds,
    partial,
  };
}
