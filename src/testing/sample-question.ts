import type { Question } from '../core/question.ts';

/** A question that differs by its number; every second one is ambiguous. */
export function sampleQuestion(index: number, content: Partial<Question> = {}): Question {
  return {
    id: index.toString(16).padStart(16, '0'),
    dataset: 'quiz',
    category: index % 2 === 0 ? 'vowels' : 'consonants',
    cluster: `template ${Math.floor(index / 2)}`,
    ambiguous: index % 2 === 0,
    polarity: index % 3 === 0 ? 'neg' : 'nonneg',
    context: `A and B met for the ${index}. time.`,
    question: 'Who was late?',
    options: ['A', 'B', 'Nobody knows'],
    target: 0,
    other: 1,
    unknown: 2,
    label: 2,
    sourceId: `quiz-${index}`,
    sourceRow: index + 1,
    ...content,
  };
}
