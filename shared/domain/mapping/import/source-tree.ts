import { type CallExpression, type Expression, printExpression } from '../language/expression.ts';
import { parseExpression } from '../language/parser.ts';

/** A source as exports write it (Graph: synchronization-attributemappingsource). */
export interface EntraSource {
  readonly expression: string;
  readonly name: string;
  readonly type: 'Attribute' | 'Constant' | 'Function';
  readonly parameters: readonly { readonly key: string; readonly value: EntraSource }[];
}

/** Names of parameters by place, as real exports show them; the last one repeats. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  iif: ['one', 'two', 'three'],
  join: ['separator', 'source'],
  mid: ['source', 'start', 'length'],
  replace: [
    'source',
    'Find',
    'RegularExpression',
    'RegularExpressionGroupName',
    'Replacement',
    'ReplacementPropertyName',
    'Template',
  ],
  split: ['source', 'delimiter'],
  switch: ['source', 'defaultValue', 'switchValue'],
};

function keyOf(name: string, place: number, count: number): string {
  const known = KEYS[name.toLowerCase()];
  if (known !== undefined) return known[Math.min(place, known.length - 1)] ?? 'source';
  return count === 1 ? 'source' : `parameter${place + 1}`;
}

/** The tree of an expression; a comparison and a bare word have none that is known. */
function treeOf(expression: Expression): EntraSource | undefined {
  const text = printExpression(expression);
  switch (expression.kind) {
    case 'attribute':
      return { expression: text, name: expression.name, type: 'Attribute', parameters: [] };
    case 'text':
      return { expression: text, name: expression.value, type: 'Constant', parameters: [] };
    case 'number':
      return { expression: `"${text}"`, name: text, type: 'Constant', parameters: [] };
    case 'call':
      return { expression: text, name: expression.name, type: 'Function', parameters: parametersOf(expression) };
    default:
      return undefined;
  }
}

/** Parameters by name; none when one of them has no tree, since the text says it all. */
function parametersOf({ name, args }: CallExpression): EntraSource['parameters'] {
  const parameters: EntraSource['parameters'][number][] = [];
  for (const [place, argument] of args.entries()) {
    // A blank argument has no place in the tree; the key of the next one tells where it stands.
    if (argument.kind === 'blank') continue;
    const value = treeOf(argument);
    if (value === undefined) return [];
    parameters.push({ key: keyOf(name, place, args.length), value });
  }
  return parameters;
}

/** Writes an expression in the incumbent's two forms, text and tree. @throws ExpressionError when it is none */
export function sourceOf(text: string): EntraSource {
  const parsed = parseExpression(text);
  const tree = treeOf(parsed);
  return tree === undefined
    ? { expression: text, name: text, type: 'Function', parameters: [] }
    : { ...tree, expression: tree.type === 'Constant' ? tree.expression : text };
}
