import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const groups = ['older people', 'women', 'migrants', 'wheelchair users', 'young fathers'];
const traits = ['careless', 'cold', 'loud', 'vain'];

/** Rows to learn from, written for tests: 40 explanations of 40 scenarios, half of them answers. */
export function explanationRows(): readonly object[] {
  return groups.flatMap((group, counter) =>
    traits.flatMap((trait, chair) => [
      {
        scenario: `At the counter somebody said that all ${group} are ${trait}.`,
        completion: `It says that ${group} are ${trait} because of the group they belong to.`,
      },
      {
        scenario: {
          context: `Two visitors waited at counter ${counter}, chair ${chair}.`,
          question: `Who was ${trait}?`,
          answer: `The one of the ${group}.`,
        },
        explanation: `Nothing shows who was ${trait}, so naming ${group} is a guess by group.`,
      },
    ]),
  );
}

/** Writes rows as JSON Lines. */
export async function writeRows(folder: string, name: string, rows: readonly object[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

/** Writes the shape of a very small model. */
export async function writeShape(folder: string, changes: object = {}): Promise<string> {
  const path = join(folder, 'shape.json');
  const shape = {
    model_type: 'llama',
    vocab_size: 400,
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    max_position_embeddings: 512,
    tie_word_embeddings: true,
    ...changes,
  };
  await writeFile(path, JSON.stringify(shape));
  return path;
}
