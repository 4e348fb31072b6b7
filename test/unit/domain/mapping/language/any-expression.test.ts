import fc from 'fast-check';
import { compileText } from '../../../../../shared/domain/mapping/language/compile-expression.ts';
import type { EvaluationContext } from '../../../../../shared/domain/mapping/language/evaluation-context.ts';
import { type Expression, printExpression } from '../../../../../shared/domain/mapping/language/expression.ts';
import {
  EvaluationError,
  MAX_EXPRESSION_LENGTH,
  MAX_TEXT_LENGTH,
} from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { LANGUAGE_FUNCTIONS } from '../../../../../shared/domain/mapping/language/function-table.ts';
import { isValue, type Result, toList, type Value } from '../../../../../shared/domain/mapping/language/value.ts';

const TEXTS = ['', ' ', 'a', 'Zoë O’Neil', 'True', '0', '-3', '2', '9999999999', '&HF7', '2024-02-29T10:00:00+02:00'];
const MORE = [
  '12/31/9999 11:59:59 PM',
  'yyyy-MM-dd',
  'd',
  'ww',
  'yyyy',
  '(a|b)*$',
  '(?<g>\\w+)',
  'g',
  `\${g}`,
  'tr-TR',
];
const WIDE = 'aA'.repeat(40_000);
const WORDS = ['vbTextCompare', 'UTF8', 'CaseInsensitive', 'IgnoreAttributeFlow', 'IgnoreObjectFlow', 'nonsense'];

const position = 0;
const leaf = fc.oneof(
  fc.constantFrom(...TEXTS, ...MORE).map((value): Expression => ({ kind: 'text', value, position })),
  fc.constantFrom('0', '1', '-1', '3', '&HF').map((value): Expression => ({ kind: 'number', value, position })),
  fc
    .constantFrom('a', 'b', 'list', 'wide', 'appRoleAssignments')
    .map((name): Expression => ({ kind: 'attribute', name, position })),
  fc.constantFrom(...WORDS).map((value): Expression => ({ kind: 'word', value, position })),
  fc.constant<Expression>({ kind: 'blank', position }),
);

const call = fc.letrec<{ call: Expression; argument: Expression }>((tie) => ({
  call: fc
    .constantFrom(...LANGUAGE_FUNCTIONS)
    .chain(({ name, min, max }) =>
      fc
        .array(tie('argument'), { minLength: min, maxLength: Math.min(max, min + 2) })
        .map((args): Expression => ({ kind: 'call', name, args, position })),
    ),
  argument: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: tie('call'), weight: 3 },
    {
      arbitrary: fc
        .record({ operator: fc.constantFrom('=', '<>', '>', '<='), left: leaf, right: leaf })
        .map((parts): Expression => ({ kind: 'comparison', ...parts, position }) as Expression),
      weight: 1,
    },
  ),
})).call;

const inputs = fc.record({
  a: fc.constantFrom<Value>(null, ...TEXTS),
  b: fc.constantFrom<Value>(null, ...MORE, 'x y', '+49 30 123'),
  list: fc.constantFrom<Value>(null, [], ['a'], ['a', 'b', 'a']),
});

const CONTEXT: EvaluationContext = {
  now: () => Date.UTC(2026, 10, 21),
  uuid: () => '00000000-0000-4000-8000-000000000000',
  randomInt: (below) => below - 1,
  roles: [{ id: '1', value: 'A', displayName: null }],
  defaultDomain: null,
};

function longest(result: Result): number {
  return isValue(result) ? Math.max(0, ...toList(result).map(({ length }) => length)) : 0;
}

describe('any expression that compiles', () => {
  it('gives a bounded value or its own located error, and nothing else', () => {
    let evaluated = 0;
    fc.assert(
      fc.property(call, inputs, (expression, source) => {
        const text = printExpression(expression);
        fc.pre(text.length <= MAX_EXPRESSION_LENGTH);
        const lookup = (name: string) => (user: Readonly<Record<string, unknown>>) =>
          name === 'wide' ? WIDE : ((user[name] ?? null) as Value);
        const compiled = compileText(text, lookup, { onlyOnCreate: true, isUnique: true, knowsRoles: true });
        if (!compiled.ok) return;
        evaluated += 1;
        try {
          const result = compiled.evaluate(source, CONTEXT);
          expect(longest(result)).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
        } catch (error) {
          expect(error).toBeInstanceOf(EvaluationError);
          expect(error).toMatchObject({ position: expect.any(Number) });
          expect((error as EvaluationError).position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2_000 },
    );

    expect(evaluated).toBeGreaterThan(200);
  });

  it('cannot fill the memory by nesting what makes texts longer', () => {
    const source = { wide: WIDE };
    const grow = (text: string): Result => {
      const compiled = compileText(text, (name) => (user) => (user as typeof source)[name as 'wide']);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
      return compiled.evaluate(source);
    };

    for (const text of [
      'Replace([wide], "a", , , [wide], , )',
      'Replace([wide], "a", , , , , [wide])',
      'Append([wide], [wide])',
      'Prepend([wide], [wide])',
      'Join([wide], "a", "b", "c")',
      'Join("", [wide], [wide])',
      'ConvertToUTF8Hex([wide])',
      'ConvertToBase64([wide])',
      'Replace(Left([wide], 9000), , "a", , [wide], , )',
      'Replace(Left([wide], 9000), , "(?<g>a)", "g", [wide], , )',
    ]) {
      expect(() => grow(text)).toThrow(/would give more than 100000 characters/);
    }
  });
});
