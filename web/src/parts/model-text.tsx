/** Beyond this a text has a height of its own and scrolls. */
const longCharacters = 1500;
const longLines = 40;

/** Text that a model or a dataset wrote: shown as it is, whatever it contains, and unable to reorder its surroundings. */
export function ModelText({ text }: { text: string }) {
  const long = text.length > longCharacters || text.split('\n', longLines + 1).length > longLines;
  return (
    // What scrolls has to be reached by keyboard.
    <bdi className={long ? 'model-text long' : 'model-text'} dir="auto" tabIndex={long ? 0 : undefined}>
      {text}
    </bdi>
  );
}
