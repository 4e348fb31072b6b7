import { ExpressionError, MAX_EXPRESSION_LENGTH } from './expression-error.ts';

/** What a token is; punctuation and operators are their own kind's text. */
export type TokenKind = 'text' | 'number' | 'word' | 'attribute' | 'operator' | '(' | ')' | ',' | 'end';

/** One token; `position` counts characters from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  readonly position: number;
}

const NUMBER = /[+-]?\d+(?:\.\d+)?|&[Hh][0-9A-Fa-f]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /<>|>=|<=|[=<>]/y;
const BLANK = /\s+/y;

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

// Microsoft's own samples hold "\+(", so a backslash is an escape only before a backslash or a quote.
function readText(text: string, offset: number): { value: string; end: number } {
  let value = '';
  let at = offset + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '"') return { value, end: at + 1 };
    if (character === '\\' && (next === '\\' || next === '"')) {
      value += next;
      at += 2;
    } else {
      value += character;
      at += 1;
    }
  }
  throw new ExpressionError(offset + 1, 'text is not closed', 'a closing quote (")');
}

function readAttribute(text: string, offset: number): { value: string; end: number } {
  const end = text.indexOf(']', offset);
  if (end < 0) throw new ExpressionError(offset + 1, 'attribute is not closed', 'a closing bracket (])');
  const value = text.slice(offset + 1, end).trim();
  if (value === '') throw new ExpressionError(offset + 1, 'attribute name is missing', 'a name between the brackets');
  if (/["[(),\r\n]/.test(value)) {
    throw new ExpressionError(offset + 1, 'attribute is not closed', 'a closing bracket (]) after the name');
  }
  return { value, end: end + 1 };
}

function readToken(text: string, offset: number): { token: Token; end: number } {
  const position = offset + 1;
  const character = text.charAt(offset);
  if (character === '(' || character === ')' || character === ',') {
    return { token: { kind: character, value: character, position }, end: position };
  }
  if (character === '"') {
    const { value, end } = readText(text, offset);
    return { token: { kind: 'text', value, position }, end };
  }
  if (character === '[') {
    const { value, end } = readAttribute(text, offset);
    return { token: { kind: 'attribute', value, position }, end };
  }
  const simple: readonly (readonly [TokenKind, RegExp])[] = [
    ['number', NUMBER],
    ['word', WORD],
    ['operator', OPERATOR],
  ];
  for (const [kind, pattern] of simple) {
    const value = matchAt(pattern, text, offset);
    if (value !== undefined) return { token: { kind, value, position }, end: offset + value.length };
  }
  throw new ExpressionError(position, unexpected(character), 'a function, "text", [attribute] or a number');
}

function unexpected(character: string): string {
  if (character === '&') return 'joining with & is not part of the language (use Append or Join)';
  if (/[“”„‘’']/.test(character)) return `${character} does not begin a text (use straight double quotes)`;
  return `unexpected character ${JSON.stringify(character)}`;
}

/**
 * Splits an expression into tokens, the last of which is `end`.
 * @throws ExpressionError with the position of the first character that fits nothing.
 */
export function tokenise(text: string): readonly Token[] {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(
      MAX_EXPRESSION_LENGTH + 1,
      `expression has ${text.length} characters`,
      `at most ${MAX_EXPRESSION_LENGTH} characters`,
    );
  }
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const blank = matchAt(BLANK, text, offset);
    if (blank !== undefined) {
      offset += blank.length;
      continue;
    }
    const { token, end } = readToken(text, offset);
    tokens.push(token);
    offset = end;
  }
  tokens.push({ kind: 'end', value: '', position: text.length + 1 });
  return tokens;
}
