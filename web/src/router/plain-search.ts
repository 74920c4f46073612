/** Parameters as `?dataset=bbq&attack=none`: text alone, so that an address can be read and typed. */
export const plainSearch = {
  parse(query: string): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(query));
  },
  stringify(search: Record<string, unknown>): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) {
      if (typeof value === 'string' && value !== '') parameters.set(name, value);
    }
    return parameters.size === 0 ? '' : `?${parameters}`;
  },
};
