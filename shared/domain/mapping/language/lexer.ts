import { type ExpressionFault, MAX_EXPRESSION_LENGTH } from './expression-error.ts';

/** What a token is; punctuation and operators are their own kind's text, and `bad` stands where a fault was found. */
export type TokenKind = 'text' | 'number' | 'word' | 'attribute' | 'operator' | '(' | ')' | ',' | 'bad' | 'end';

/** One token; `position` counts characters from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  readonly position: number;
}

/** The tokens of a text, the last of which is `end`, and what could not be read. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly faults: readonly ExpressionFault[];
}

interface Scanned {
  readonly kind: TokenKind;
  readonly value: string;
  readonly end: number;
  readonly fault?: ExpressionFault;
}

const NUMBER = /&[Hh][0-9A-Fa-f]+|[+-]?\d+(?:\.\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /<>|>=|<=|[=<>]/y;
const BLANK = /\s+/y;
/** A text in typographic quotes, as word processors make them. */
const CURLED = /[“”„‘’‚][^"“”„‘’‚\r\n]*[“”‘’]|[“”„‘’‚]/y;
const OPERAND = 'a function, "text", [attribute] or a number';

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function fault(offset: number, message: string, expected: string): ExpressionFault {
  return { position: offset + 1, message, expected };
}

// Microsoft's own samples hold "\+(", so a backslash is an escape only before a backslash or a quote.
function readText(text: string, offset: number): Scanned {
  let value = '';
  let at = offset + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '"') return { kind: 'text', value, end: at + 1 };
    if (character === '\\' && (next === '\\' || next === '"')) {
      value += next;
      at += 2;
    } else {
      value += character;
      at += 1;
    }
  }
  return { kind: 'bad', value: '"', end: at, fault: fault(offset, 'text is not closed', 'a closing quote (")') };
}

function readAttribute(text: string, offset: number): Scanned {
  const close = text.indexOf(']', offset);
  const inside = close < 0 ? text.slice(offset + 1) : text.slice(offset + 1, close);
  const value = inside.trim();
  const stop = inside.search(/["[(),\r\n]/);
  if (stop >= 0 || close < 0) {
    const end = stop >= 0 ? offset + 1 + stop : text.length;
    const expected = close < 0 ? 'a closing bracket (])' : 'a closing bracket (]) after the name';
    return { kind: 'bad', value: '[', end, fault: fault(offset, 'attribute is not closed', expected) };
  }
  if (value !== '') return { kind: 'attribute', value, end: close + 1 };
  const nameless = fault(offset, 'attribute name is missing', 'a name between the brackets');
  return { kind: 'bad', value: '[', end: close + 1, fault: nameless };
}

function readUnknown(text: string, offset: number): Scanned {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const curled = matchAt(CURLED, text, offset);
  const end = offset + (curled ?? character).length;
  if (curled !== undefined) {
    const message = `${character} does not begin a text (use straight double quotes)`;
    return { kind: 'bad', value: character, end, fault: fault(offset, message, OPERAND) };
  }
  const message =
    character === '&'
      ? 'joining with & is not part of the language (use Append or Join)'
      : `unexpected character ${JSON.stringify(character)}`;
  return { kind: 'bad', value: character, end, fault: fault(offset, message, OPERAND) };
}

const SIMPLE: readonly (readonly [TokenKind, RegExp])[] = [
  ['number', NUMBER],
  ['word', WORD],
  ['operator', OPERATOR],
];

function scan(text: string, offset: number): Scanned {
  const character = text.charAt(offset);
  if (character === '(' || character === ')' || character === ',') {
    return { kind: character, value: character, end: offset + 1 };
  }
  if (character === '"') return readText(text, offset);
  if (character === '[') return readAttribute(text, offset);
  for (const [kind, pattern] of SIMPLE) {
    const value = matchAt(pattern, text, offset);
    if (value !== undefined) return { kind, value, end: offset + value.length };
  }
  return readUnknown(text, offset);
}

/** Splits an expression into tokens and keeps everything that could not be read. */
export function tokenise(text: string): Tokens {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    const message = `expression has ${text.length} characters`;
    const tooLong = fault(MAX_EXPRESSION_LENGTH, message, `at most ${MAX_EXPRESSION_LENGTH} characters`);
    return { tokens: [{ kind: 'bad', value: '', position: 1 }, end(text)], faults: [tooLong] };
  }
  const tokens: Token[] = [];
  const faults: ExpressionFault[] = [];
  let offset = 0;
  while (offset < text.length) {
    const blank = matchAt(BLANK, text, offset);
    if (blank !== undefined) {
      offset += blank.length;
      continue;
    }
    const scanned = scan(text, offset);
    tokens.push({ kind: scanned.kind, value: scanned.value, position: offset + 1 });
    if (scanned.fault !== undefined) faults.push(scanned.fault);
    offset = scanned.end;
  }
  tokens.push(end(text));
  return { tokens, faults };
}

function end(text: string): Token {
  return { kind: 'end', value: '', position: text.length + 1 };
}
