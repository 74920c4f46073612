/**
 * A template with `{slot}`s filled in, the first letter of each sentence made a capital.
 * @throws Error naming the slot that has no filling
 */
export function fillSlots(template: string, slots: Readonly<Record<string, string>>): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const filling = slots[name];
    if (filling === undefined) throw new Error(`no filling for {${name}} in "${template}"`);
    return filling;
  });
  return filled.replace(/(^|[.!?]["']?\s+["']?|^["'])(\p{Ll})/gu, (_, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}
