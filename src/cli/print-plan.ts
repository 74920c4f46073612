import type { Stage } from '../core/condition.ts';
import type { EngineLimits, TokenPrice } from '../engine/engine.ts';
import { parseModelName } from '../models/parse-model-name.ts';
import { renderText } from '../tables/render-text.ts';
import type { CallPlan } from '../stages/call-plan.ts';
import { formatCount, formatUsd } from './format.ts';

/** Says what is about to be sent, before anything is. Token numbers and prices are estimates, left out where no model costs anything. */
export function printPlan(
  stream: { readonly columns?: number; write(text: string): unknown },
  stage: Stage,
  plans: readonly CallPlan[],
  prices: readonly (TokenPrice | null)[],
  limits: EngineLimits,
  notes: readonly string[] = [],
): void {
  const isOffline = plans.every(({ model }) => parseModelName(model).provider.kind === 'offline');
  const rows = plans.map((plan, position) => [
    plan.model,
    formatCount(plan.planned),
    formatCount(plan.stored),
    formatCount(plan.planned - plan.stored),
    ...(isOffline ? [] : usage(plan, prices[position] ?? null)),
  ]);
  const table = {
    title: `What will be sent: ${stage}`,
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
      ...notes,
      ...(plans.length > 1 ? [isOffline ? `In all ${callsOf(plans)} calls.` : totals(plans, prices)] : []),
    ],
  };
  stream.write(`${renderText(table, stream.columns ?? 100)}\n`);
}

const usageColumns = ['input tokens ≈', 'output ≤', 'cost'].map((label) => ({
  label,
  align: 'right' as const,
}));

function usage(plan: CallPlan, price: TokenPrice | null): string[] {
  return [formatCount(plan.inputTokens), formatCount(plan.outputTokensAtMost), costRange(plan, price)];
}

function callsOf(plans: readonly CallPlan[]): string {
  return formatCount(plans.reduce((sum, { planned, stored }) => sum + planned - stored, 0));
}

function totals(plans: readonly CallPlan[], prices: readonly (TokenPrice | null)[]): string {
  const unpriced = prices.filter((price) => price === null).length;
  if (unpriced === plans.length)
    return `In all ${callsOf(plans)} calls; the price of these models is not known.`;
  const least = plans.reduce((sum, plan, position) => sum + inputCost(plan, prices[position] ?? null), 0);
  const most = plans.reduce((sum, plan, position) => sum + outputCost(plan, prices[position] ?? null), least);
  const cost = most === least ? formatUsd(least) : `${formatUsd(least)} to ${formatUsd(most)}`;
  return `In all ${callsOf(plans)} calls, ${cost}${unpriced > 0 ? `, and ${unpriced === 1 ? 'one model' : `${unpriced} models`} whose price is not known` : ''}.`;
}

function inputCost({ inputTokens }: CallPlan, price: TokenPrice | null): number {
  return (inputTokens * (price?.inputPerMillion ?? 0)) / 1e6;
}

function outputCost({ outputTokensAtMost }: CallPlan, price: TokenPrice | null): number {
  return (outputTokensAtMost * (price?.outputPerMillion ?? 0)) / 1e6;
}

/** From an answer of one word to every answer at its longest. */
function costRange(plan: CallPlan, price: TokenPrice | null): string {
  if (price === null) return 'unknown';
  const input = inputCost(plan, price);
  const output = outputCost(plan, price);
  return output === 0 ? formatUsd(input) : `${formatUsd(input)} to ${formatUsd(input + output)}`;
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
