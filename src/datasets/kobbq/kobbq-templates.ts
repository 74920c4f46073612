import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parsePythonLiteral } from '../formats/python-literal.ts';
import { nonBlank, readRows } from '../formats/rows.ts';

/** Name of the file with the templates, which is looked for beside the samples. */
export const kobbqTemplatesFile = 'KoBBQ_templates.tsv';

const templateRow = z.object({
  Category: nonBlank,
  ID: nonBlank,
  version: nonBlank,
  Target_group: nonBlank,
  // Percentages by group; `no_stereo` for those who know no such stereotype.
  Survey_stats: z.string().transform((literal, context) => {
    const stats = parsePythonLiteral(literal);
    if (stats instanceof Map) return stats;
    context.addIssue({ code: 'custom', message: 'percentages by group, such as {"A": 90, "no_stereo": 10}' });
    return z.NEVER;
  }),
});

/** What a template says of a sample's target person: the target group, and the share of people who named it. */
export type KobbqTemplates = (
  sample: { readonly category: string; readonly template: string; readonly version: string },
  target: string,
) => { readonly group: string | null; readonly share: number | null };

/**
 * The templates that lie beside a file of samples. Where there are none, nothing is said of any sample.
 * @throws DataError where the file cannot be read as KoBBQ's templates
 */
export async function kobbqTemplates(samples: string): Promise<KobbqTemplates> {
  const path = join(dirname(samples), kobbqTemplatesFile);
  const templates = new Map<string, z.output<typeof templateRow>>();
  if (existsSync(path)) {
    for await (const read of readRows(path, templateRow)) {
      if (read.kind === 'invalid') throw read.error;
      templates.set(keyOf(read.value.Category, read.value.ID, read.value.version), read.value);
    }
  }
  return ({ category, template, version }, target) => {
    const found = templates.get(keyOf(category, template, version));
    if (found === undefined) return { group: null, share: null };
    const group = found.Target_group.trim();
    // A target group may be a list; then its members were asked about one by one, and the person's own group counts.
    const percentage = found.Survey_stats.get(target) ?? found.Survey_stats.get(group);
    return { group, share: typeof percentage === 'number' ? percentage / 100 : null };
  };
}

function keyOf(category: string, template: string, version: string): string {
  return `${category.toLowerCase()}/${Number(template)}${version}`;
}
