import type { Condition } from '../../core/condition.ts';
import type { Message } from '../../core/model.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import { compileTemplate } from '../../prompts/compile-template.ts';
import { renderTemplate } from '../../prompts/render-template.ts';
import { conditionTemplates } from './condition-templates.ts';

/** Prompts as they were sent, each once, rendered from the templates that are kept with a condition. */
export class PromptsAsSent {
  readonly all: (readonly Message[])[] = [];
  readonly #numbers = new Map<string, number>();

  /**
   * The number in `all` of what was sent in the condition about this text; null where its prompts are not known.
   * @param more parts beside those of the scenario, for example the explanation.
   */
  numberOf(
    condition: Condition,
    text: ScenarioText,
    more: Readonly<Record<string, string>> = {},
  ): number | null {
    const { system, templates } = conditionTemplates(condition);
    const template = templates[text.kind];
    if (template === undefined) return null;
    const content = renderTemplate(compileTemplate(template), { ...text, ...more });
    const user: Message = { role: 'user', content };
    const messages: readonly Message[] =
      system === null ? [user] : [{ role: 'system', content: system }, user];
    const name = JSON.stringify(messages);
    const number = this.#numbers.get(name) ?? this.all.push(messages) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}
