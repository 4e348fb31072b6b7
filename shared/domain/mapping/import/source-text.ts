import { ExpressionError } from '../language/expression-error.ts';
import { parseExpression } from '../language/parser.ts';

/** The expression of a source, and what had to be done to read it. */
export type SourceText =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string; readonly repaired: string | undefined }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Deepest tree that is followed; calls nest no deeper in the language. */
const MAX_DEPTH = 64;
const MAX_EXPRESSION = 10_000;

/** Places of named parameters, where the tree leaves blank ones out (Graph: exported schemas). */
const KEY_PLACES: Readonly<Record<string, readonly string[]>> = {
  replace: [
    'source',
    'find',
    'regularexpression',
    'regularexpressiongroupname',
    'replacement',
    'replacementpropertyname',
    'template',
  ],
  switch: ['source', 'defaultvalue'],
};

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function ownText(value: unknown, key: string): string {
  const found = own(value, key);
  return typeof found === 'string' ? found : '';
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function parses(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return false;
  }
}

function placed(name: string, parameters: readonly unknown[], depth: number): readonly string[] | undefined {
  const places = KEY_PLACES[name.toLowerCase()];
  const args: string[] = [];
  for (const parameter of parameters) {
    const text = treeText(own(parameter, 'value'), depth + 1);
    if (text === undefined) return undefined;
    const place = places?.indexOf(ownText(parameter, 'key').toLowerCase()) ?? -1;
    if (place < 0) {
      // What repeats (switchValue) comes after everything that has a place.
      while (args.length < (places?.length ?? 0) && name.toLowerCase() === 'switch') args.push('');
      args.push(text);
    } else {
      while (args.length < place) args.push('');
      args[place] = text;
    }
  }
  return args;
}

/** Writes the tree that exports carry beside the text. */
function treeText(source: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const name = ownText(source, 'name');
  switch (ownText(source, 'type').toLowerCase()) {
    case 'attribute':
      return name === '' ? undefined : `[${name}]`;
    case 'constant':
      return quote(name);
    case 'function': {
      const parameters = own(source, 'parameters');
      const args = name === '' || !Array.isArray(parameters) ? undefined : placed(name, parameters, depth);
      return args === undefined ? undefined : `${name}(${args.join(', ')})`;
    }
    default:
      return undefined;
  }
}

/**
 * The expression of a source: its text when that can be read, with straight quotes in place of typographic ones when only
 * they are in the way, and otherwise its tree.
 */
export function sourceText(source: unknown): SourceText {
  if (source === null || source === undefined) return { kind: 'none' };
  const text = ownText(source, 'expression').trim();
  const tree = treeText(source);
  if (text.length > MAX_EXPRESSION) return { kind: 'unreadable', why: `has more than ${MAX_EXPRESSION} characters` };
  if (ownText(source, 'type').toLowerCase() === 'constant' && tree !== undefined && !text.startsWith('"')) {
    return { kind: 'text', text: tree, repaired: undefined };
  }
  if (text !== '' && parses(text)) return { kind: 'text', text, repaired: undefined };
  const straight = text.replace(/[“”„]/g, '"');
  if (text !== '' && parses(straight))
    return { kind: 'text', text: straight, repaired: 'typographic quotes made straight' };
  if (tree !== undefined && parses(tree)) {
    const repaired = text === '' ? undefined : 'the text cannot be read, so its tree was taken';
    return { kind: 'text', text: tree, repaired };
  }
  return text === '' ? { kind: 'none' } : { kind: 'text', text, repaired: undefined };
}
