import type { EngineLimits, TokenPrice } from '../engine/engine.ts';
import type { CallPlan } from '../stages/plan-calls.ts';
import { shownLocation } from '../store/open-store.ts';
import type { PlannedEvent, PlannedModel } from '../study/events.ts';
import { plural } from '../tables/format.ts';
import { renderText } from '../tables/text.ts';
import { type CommandContext, formatCount, formatUsd, shellWord } from './command-context.ts';

/** Says what is about to be sent, before anything is. Token numbers and prices are estimates, left out where no model costs anything. */
export function printPlan(
  stream: { readonly columns?: number; write(text: string): unknown },
  plan: PlannedEvent,
): void {
  const { models, limits, notes } = plan;
  const isOffline = models.every(({ remote }) => !remote);
  const rows = models.map((plan) => [
    plan.model,
    formatCount(plan.planned),
    formatCount(plan.stored),
    formatCount(plan.planned - plan.stored),
    ...(isOffline ? [] : usage(plan)),
  ]);
  const table = {
    title: `Plan: ${titleOf(plan)}`,
    columns: [
      { label: 'model' },
      { label: 'planned', align: 'right' as const },
      { label: 'stored', align: 'right' as const },
      { label: 'to send', align: 'right' as const },
      ...(isOffline ? [] : usageColumns),
    ],
    rows,
    notes: [
      ...budgetNotes(limits),
      ...new Set(models.map(({ keyPlace }) => keyPlace ?? '').filter((place) => place !== '')),
      ...notes,
      ...models.flatMap(batchNotes),
      ...(models.length > 1 ? [isOffline ? `Total: ${callsOf(models)} calls.` : totals(models)] : []),
    ],
  };
  stream.write(`${renderText(table, stream.columns ?? 100)}\n`);
}

/** `judge`, or `judge (twins)` where it is not the scenarios of the study that are judged. */
function titleOf({ stage, purpose }: PlannedEvent): string {
  return purpose === undefined ? stage : `${stage} (${purpose})`;
}

function batchNotes(plan: PlannedModel): string[] {
  const { model, otherWay, waiting = 0 } = plan;
  const calls = plural(waiting, 'call waits', 'calls wait');
  return [
    ...(otherWay === undefined || plan.stored === plan.planned
      ? []
      : [
          otherWay.batch
            ? `With --batch ${model} answers within a day, for ${costRange(plan, otherWay.price)}.`
            : `${model} is asked in batches; the same calls one by one: ${costRange(plan, otherWay.price)}.`,
        ]),
    ...(waiting === 0
      ? []
      : [
          `${formatCount(waiting)} ${calls} in batches of ${model}, of all stages, and will not be sent again.`,
        ]),
  ];
}

/** The same on a line, where no model costs anything. */
export function planLine(plan: PlannedEvent): string {
  const { models, notes } = plan;
  const stored = models.reduce((sum, model) => sum + model.stored, 0);
  const [first] = models;
  const isOneServed = models.length === 1 && first?.served === true;
  const count = isOneServed ? first.model : `${models.length} ${plural(models.length, 'model', 'models')}`;
  const line = `Plan: ${titleOf(plan)}, ${callsOf(models)} calls of ${count}, ${formatCount(stored)} stored already.`;
  return [line, ...notes].join(' ');
}

const usageColumns = ['input tokens ≈', 'output ≤', 'cost'].map((label) => ({
  label,
  align: 'right' as const,
}));

function usage(plan: PlannedModel): string[] {
  return [formatCount(plan.inputTokens), formatCount(plan.outputTokensAtMost), costRange(plan, plan.price)];
}

function callsOf(plans: readonly CallPlan[]): string {
  return formatCount(plans.reduce((sum, { planned, stored }) => sum + planned - stored, 0));
}

function totals(models: readonly PlannedModel[]): string {
  const unpriced = models.filter(({ price }) => price === null).length;
  if (unpriced === models.length)
    return `Total: ${callsOf(models)} calls; the price of these models is not known.`;
  const priced = models.filter(({ price }) => price !== null);
  const input = priced.reduce((sum, model) => sum + inputCost(model, model.price), 0);
  const most = priced.reduce((sum, model) => sum + outputCost(model.outputTokensAtMost, model.price), input);
  const likely = priced.every(({ outputTokens }) => outputTokens !== null)
    ? priced.reduce((sum, model) => sum + outputCost(model.outputTokens ?? 0, model.price), input)
    : null;
  const cost = rangeOf(input, likely, most);
  const others = unpriced === 1 ? 'one model' : `${unpriced} models`;
  return `Total: ${callsOf(models)} calls, ${cost}${unpriced > 0 ? `, and ${others} whose price is not known` : ''}.`;
}

function inputCost({ inputTokens }: CallPlan, price: TokenPrice | null): number {
  return (inputTokens * (price?.inputPerMillion ?? 0)) / 1e6;
}

function outputCost(outputTokens: number, price: TokenPrice | null): number {
  return (outputTokens * (price?.outputPerMillion ?? 0)) / 1e6;
}

function costRange(plan: CallPlan, price: TokenPrice | null): string {
  if (price === null) return 'unknown';
  const input = inputCost(plan, price);
  const likely = plan.outputTokens === null ? null : input + outputCost(plan.outputTokens, price);
  return rangeOf(input, likely, input + outputCost(plan.outputTokensAtMost, price));
}

/** With answers as long as they have been so far; else from an answer of one word to every answer at its longest. */
function rangeOf(least: number, likely: number | null, most: number): string {
  if (most === least) return formatUsd(least);
  return likely === null
    ? `${formatUsd(least)} to ${formatUsd(most)}`
    : `about ${formatUsd(likely)}, at most ${formatUsd(most)}`;
}

function budgetNotes(limits: EngineLimits): string[] {
  return [
    ...(limits.budgetUsd === undefined
      ? []
      : [`Stops before the cost passes ${formatUsd(limits.budgetUsd)}.`]),
    ...(limits.budgetTokens === undefined
      ? []
      : [`Stops before ${formatCount(limits.budgetTokens)} tokens.`]),
  ];
}

/** Where a study is: by the words that name it, as they would be typed. */
export interface StudyPlace {
  readonly study: string;
  readonly store: string | undefined;
}

/** Tells how to look at what a run found: the page and the report. */
export function printNextSteps(context: CommandContext, place: StudyPlace): void {
  const program = isCheckout() ? 'npm run -s hvsb --' : 'hvsb';
  const which = flags(place);
  context.stderr.write(
    [
      '',
      `Explore it on a page:   ${program} view${which}`,
      `Make a report to send:  ${program} report${which} --out report`,
      '',
    ].join('\n'),
  );
}

/** Nothing where the commands find it by themselves. */
function flags({ study, store }: StudyPlace): string {
  const named = study === 'study.yaml' ? '' : ` --study ${shellWord(study)}`;
  return store === undefined ? named : `${named} --store ${shellWord(shownLocation(store))}`;
}

/** A checkout runs as it was written, and has no `hvsb` on the path. */
function isCheckout(): boolean {
  return import.meta.url.endsWith('.ts');
}
