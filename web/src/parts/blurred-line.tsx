import { ModelText } from './model-text.tsx';
import { useShownTexts } from './shown-texts.ts';

/** One line of text that may offend, within something that has a name of its own: blurred until all texts are shown. */
export function BlurredLine({ text }: { text: string }) {
  const shown = useShownTexts();
  if (shown) return <ModelText text={text} />;
  return (
    <span className="blur" aria-hidden="true">
      <ModelText text={text} />
    </span>
  );
}
