import { describe, expect, it } from 'vitest';
import type { CommandContext } from './command-context.ts';
import { commandTable, program } from './program.ts';

const context: CommandContext = {
  environment: {},
  stdout: process.stdout,
  stderr: process.stderr,
  extensions: async () => ({ datasets: [], providers: [], measures: [], prompts: undefined }),
  exitCode: 0,
  interrupted: false,
};

describe.each(commandTable)('hvsb $name', (entry) => {
  it('is described in the list of commands as by itself, and shows an example where an option is required', async () => {
    const make = await entry.load();
    const command = await make(context);
    expect([command.name(), command.description()]).toEqual([entry.name, entry.description]);
    const args = command.registeredArguments
      .map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
      .join(' ');
    expect(args).toBe(entry.args ?? '');
    expect(command.options.length > 0).toBe(entry.options !== false);
    for (const each of [command, ...command.commands]) {
      const required = each.options.filter((option) => option.mandatory);
      const example = entry.examples?.[each.name()] ?? '';
      if (required.length === 0) expect(example).toBe('');
      for (const { long } of required) expect(example).toContain(`${long} `);
      // What is read from an option is added to its default: a list that has one could never be without it.
      for (const { long, defaultValue } of each.options) expect(defaultValue, long).not.toBeInstanceOf(Array);
    }
  });
});

it('a command that is named is loaded, and all others are outlines', async () => {
  const root = await program(context, ['judge', '--model', 'baseline:coin']);
  const options = (name: string) => root.commands.find((command) => command.name() === name)?.options.length;
  expect(options('judge')).toBeGreaterThan(10);
  expect(options('answer')).toBe(1);
  expect(root.commands).toHaveLength(commandTable.length);
});
