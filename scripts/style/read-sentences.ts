import { parseSync, Visitor } from 'oxc-parser';

/** A sentence that a user reads when something goes wrong. */
export interface Sentence {
  readonly file: string;
  readonly line: number;
  /** With `…` in place of each inserted value. */
  readonly text: string;
}

type Nodes = Parameters<NonNullable<ConstructorParameters<typeof Visitor>[0]['NewExpression']>>[0];
type Expression = Nodes['arguments'][number];

/**
 * The problems and the advice that a file's errors state: the text of each `new …Error(…)`, and each property `advice` or `problem`.
 * Of a condition both sides are read. A plain `Error` is a bug, shown with its stack, and is left out.
 * @param file path within the project, for the places
 */
export function readSentences(file: string, source: string): Sentence[] {
  const { program, errors } = parseSync(file, source);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const found: Sentence[] = [];
  const add = (expression: Expression | undefined) => {
    if (expression === undefined) return;
    for (const { text, start } of textsOf(expression)) {
      found.push({ file, line: source.slice(0, start).split('\n').length, text });
    }
  };
  new Visitor({
    NewExpression({ callee, arguments: words }) {
      if (callee.type === 'Identifier' && /.Error$/.test(callee.name))
        add(words.find((word) => textsOf(word).length > 0));
    },
    Property({ key, value }) {
      if (
        key.type === 'Identifier' &&
        (key.name === 'advice' || key.name === 'problem') &&
        isExpression(value)
      )
        add(value);
    },
  }).visit(program);
  return found;
}

function isExpression(value: { readonly type: string }): value is Expression {
  return ['Literal', 'TemplateLiteral', 'ConditionalExpression', 'BinaryExpression'].includes(value.type);
}

interface Text {
  readonly text: string;
  readonly start: number;
}

function textsOf(expression: Expression): Text[] {
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string'
        ? [{ text: expression.value, start: expression.start }]
        : [];
    case 'TemplateLiteral':
      return [
        { text: expression.quasis.map(({ value }) => value.cooked).join('…'), start: expression.start },
      ];
    case 'ConditionalExpression':
      return [...textsOf(expression.consequent), ...textsOf(expression.alternate)];
    case 'LogicalExpression':
      return [...textsOf(expression.left), ...textsOf(expression.right)];
    case 'BinaryExpression':
      return sumOf(expression);
    default:
      return [];
  }
}

/** `'a' + b` is a text where one side is. */
function sumOf({ left, right, start }: Extract<Expression, { type: 'BinaryExpression' }>): Text[] {
  const [first] = left.type === 'PrivateIdentifier' ? [] : textsOf(left);
  const [second] = textsOf(right);
  if (first === undefined && second === undefined) return [];
  return [{ text: `${first?.text ?? '…'}${second?.text ?? '…'}`, start }];
}

/**
 * Whether a sentence is in the one style: a capital letter, a number, a quotation or an inserted value first, and a full
 * stop, question mark or inserted value last.
 */
export function isSentence(text: string): boolean {
  return /^[\p{Lu}\p{N}"“`'…-]/u.test(text) && /[.?!…]["”]?$/u.test(text);
}
