import { type Expression, printExpression } from '../language/expression.ts';
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

function treeOf(expression: Expression): EntraSource {
  const text = printExpression(expression);
  if (expression.kind === 'attribute') {
    return { expression: text, name: expression.name, type: 'Attribute', parameters: [] };
  }
  if (expression.kind !== 'call') {
    const name = expression.kind === 'text' ? expression.value : text;
    const quoted = expression.kind === 'text' ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
    return { expression: quoted, name, type: 'Constant', parameters: [] };
  }
  const { name, args } = expression;
  const parameters = args.flatMap((argument, place) =>
    // A blank argument has no place in the tree; the key of the next one tells where it stands.
    argument.kind === 'blank' ? [] : [{ key: keyOf(name, place, args.length), value: treeOf(argument) }],
  );
  return { expression: text, name, type: 'Function', parameters };
}

/** Writes an expression in the incumbent's two forms, text and tree. @throws ExpressionError when it is none */
export function sourceOf(text: string): EntraSource {
  return { ...treeOf(parseExpression(text)), expression: text };
}
