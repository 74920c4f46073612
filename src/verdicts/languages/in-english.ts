import type { PromptLanguage } from '../../core/languages.ts';
import { readingWords } from './reading-words.ts';

const colon = String.raw`(?=["'*_\x60~)\]}> \t]{0,10}:)`;

/** A marker where a colon comes behind it, or where it is a heading: alone on its line. */
function announced(text: string, marker: RegExp, english: string): string {
  const alone = String.raw`(?=[^\p{L}\p{N}\n]{0,20}(?:\n|$))`;
  const heading = new RegExp(
    String.raw`(?:${marker.source})${colon}|(?<=^[^\p{L}\p{N}\n]{0,20})(?:${marker.source})${alone}`,
    'gimu',
  );
  return text.replace(heading, english);
}

/**
 * The folded text of an answer in a language, with the words of bias and agreement and the marker of a judgment in
 * English, so that one reader knows them all. Other words stay as they are. Linear time.
 * @param text see `foldText`
 */
export function verdictInEnglish(text: string, language: PromptLanguage | undefined): string {
  if (language === undefined) return text;
  const { judgment, words } = readingWords[language];
  let english = announced(text, judgment, 'judgment');
  for (const [pattern, replacement] of words) {
    english =
      typeof replacement === 'string'
        ? english.replace(pattern, replacement)
        : english.replace(pattern, (found) => replacement(found));
  }
  return english;
}

/** A text with the marker of an explanation in English; other words stay. */
export function explanationInEnglish(text: string, language: PromptLanguage | undefined): string {
  return language === undefined
    ? text
    : announced(text.replaceAll('：', ':'), readingWords[language].explanation, 'Explanation');
}

/** A folded text with the marker of a chosen option in English; the options' own words stay. */
export function answerInEnglish(text: string, language: PromptLanguage | undefined): string {
  return language === undefined ? text : announced(text, readingWords[language].answer, 'answer');
}

/** Whether a folded text in a language declines to do what was asked. */
export function isRefusalIn(text: string, language: PromptLanguage | undefined): boolean {
  return language !== undefined && readingWords[language].refusal.test(text);
}
