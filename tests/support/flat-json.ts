/** An entry of the JSON of metrics as the columns of a CSV are called: `{flip: {rate}}` is `flip_rate`. */
export function flatJson(entry: object, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(entry)) {
    const name = prefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (key === 'models') Object.assign(flat, { model: value[0], compared_with: value[1] });
    else if (key === 'sides') Object.assign(flat, { first_kind: value[0], second_kind: value[1] });
    else if (value === null) flat[name] = '';
    else if (typeof value === 'object') Object.assign(flat, flatJson(value, `${name}_`));
    else flat[name] = String(value);
  }
  return flat;
}
