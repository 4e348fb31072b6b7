import fc from 'fast-check';
import { type Expression, printExpression } from '../../../../../shared/domain/mapping/language/expression.ts';
import {
  ExpressionError,
  MAX_EXPRESSION_LENGTH,
  MAX_NESTING,
} from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { parseExpression, readExpression } from '../../../../../shared/domain/mapping/language/parser.ts';

function faultOf(text: string): ExpressionError['fault'] {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error.fault;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
}

function nested(levels: number): string {
  return `${'Trim('.repeat(levels)}"x"${')'.repeat(levels)}`;
}

describe('parsing an expression', () => {
  it('reads blanks, line breaks and a space before the parenthesis', () => {
    const tree = parseExpression('Switch ( [a],\n\t, "k" , 1 )');

    expect(printExpression(tree)).toBe('Switch([a], , "k", 1)');
  });

  it('treats a backslash as an escape only before a backslash or a quote', () => {
    const tree = parseExpression(String.raw`"a\\b\"c\+d"`);

    expect(tree).toEqual({ kind: 'text', value: String.raw`a\b"c\+d`, position: 1 });
  });

  it('reads negative, hexadecimal and plain numbers', () => {
    expect(printExpression(parseExpression('F(-10, &HF7, 3.5)'))).toBe('F(-10, &HF7, 3.5)');
  });

  it('keeps a comparison with its operator', () => {
    expect(parseExpression('IIF([a]<>"x",1,2)')).toMatchObject({
      args: [{ kind: 'comparison', operator: '<>' }, {}, {}],
    });
  });

  it.each([
    ['', 1, 'a function, "text", [attribute] or a number'],
    ['Trim([a]', 9, 'a comma or a closing parenthesis'],
    ['Trim([a]) x', 11, 'the end of the expression'],
    ['Append([a] "x")', 12, 'a comma or a closing parenthesis'],
    ['Append("x, [a])', 8, 'a closing quote (")'],
    ['Append([a, [b])', 8, 'a closing bracket (]) after the name'],
    ['Trim([a', 6, 'a closing bracket (])'],
    ['Trim([ ])', 6, 'a name between the brackets'],
    ['IIF([a]=,1,2)', 9, 'a function, "text", [attribute] or a number'],
    ['Trim(“a”)', 6, 'a function, "text", [attribute] or a number'],
    ['"t-" & [alias]', 6, 'a function, "text", [attribute] or a number'],
    ['[a] = [b]', 5, 'the end of the expression'],
  ])('says where %j is wrong and what would fit', (text, position, expected) => {
    expect(faultOf(text)).toMatchObject({ position, expected });
  });

  it('accepts the deepest nesting and refuses one level more', () => {
    expect(printExpression(parseExpression(nested(MAX_NESTING)))).toBe(nested(MAX_NESTING));
    expect(faultOf(nested(MAX_NESTING + 1))).toMatchObject({ message: 'calls are nested too deeply' });
  });

  it('refuses huge nesting as quickly as any other fault', () => {
    expect(faultOf('F('.repeat(4_000))).toMatchObject({ position: MAX_NESTING * 2 + 1 });
  });

  it.each([
    [
      'Join("-", [a) , Trim([b]',
      [
        [11, 'attribute is not closed'],
        [15, 'unexpected ","'],
      ],
    ],
    [
      'Join(=, ], Trim([b] [c]), !)',
      [
        [6, 'unexpected "="'],
        [9, 'unexpected character "]"'],
        [21, 'unexpected "c"'],
        [27, 'unexpected character "!"'],
      ],
    ],
    ['Join(", ", [a]", [b])', [[15, 'text is not closed']]],
    [
      'Join(“, ”, Trim([a]), “b”)',
      [
        [6, '“ does not begin a text (use straight double quotes)'],
        [23, '“ does not begin a text (use straight double quotes)'],
      ],
    ],
    [
      'Append("t-" & [a], 1 2)',
      [
        [13, 'joining with & is not part of the language (use Append or Join)'],
        [22, 'unexpected "2"'],
      ],
    ],
    ['Trim(Trim(Trim([a]', [[19, 'the expression ends too early']]],
    ['Trim([a])) (', [[10, 'unexpected ")"']]],
    ['Trim(((a)), )', [[6, 'unexpected "("']]],
    [
      'IIF([a] = = 1, [b] > , 2)',
      [
        [11, 'unexpected "="'],
        [22, 'unexpected ","'],
      ],
    ],
    ['Trim(\u{1F600})', [[6, 'unexpected character "\u{1F600}"']]],
    [')', [[1, 'unexpected ")"']]],
  ])('finds all that is wrong with %j, each thing once', (text, faults) => {
    expect(readExpression(text).faults.map(({ position, message }) => [position, message])).toEqual(faults);
  });

  it('keeps what can be read beside what cannot', () => {
    const { expression } = readExpression('Join("-", [a b] x, Left([c], 2))');

    expect(expression).toMatchObject({
      kind: 'call',
      args: [{ kind: 'text' }, { kind: 'blank', faulty: true, position: 11 }, { kind: 'call', name: 'Left' }],
    });
  });

  it('tells of all faults in one error', () => {
    expect(() => parseExpression('Trim(=, !)')).toThrow(
      expect.objectContaining({
        fault: expect.objectContaining({ position: 6 }),
        faults: [expect.anything(), expect.anything()],
      }),
    );
  });

  it('reports a thousand levels once and goes on behind them', () => {
    const deep = `Join("", ${nested(1_000)}, =)`;

    expect(readExpression(deep).faults.map(({ message }) => message)).toEqual([
      'calls are nested too deeply',
      'unexpected "="',
    ]);
  });

  it('accepts the longest expression and refuses one character more', () => {
    const longest = `"${'x'.repeat(MAX_EXPRESSION_LENGTH - 2)}"`;

    expect(parseExpression(longest).kind).toBe('text');
    expect(faultOf(`${longest} `)).toMatchObject({ position: MAX_EXPRESSION_LENGTH + 1 });
  });
});

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }).map((value): Expression => ({ kind: 'text', value, position: 0 })),
  fc.integer().map((value): Expression => ({ kind: 'number', value: String(value), position: 0 })),
  fc.stringMatching(/^[A-Za-z][\w.]{0,8}$/).map((name): Expression => ({ kind: 'attribute', name, position: 0 })),
  fc.stringMatching(/^[A-Za-z_]\w{0,8}$/).map((value): Expression => ({ kind: 'word', value, position: 0 })),
);

const tree = fc.letrec<{ operand: Expression; argument: Expression }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc
      .record({ name: fc.stringMatching(/^[A-Za-z]\w{0,8}$/), args: fc.array(tie('argument'), { maxLength: 4 }) })
      .map(({ name, args }): Expression => ({ kind: 'call', name, args: printable(args), position: 0 })),
  ),
  argument: fc.oneof(
    tie('operand'),
    fc.constant<Expression>({ kind: 'blank', position: 0 }),
    fc
      .record({
        operator: fc.constantFrom('=', '<>', '>', '>=', '<', '<='),
        left: tie('operand'),
        right: tie('operand'),
      })
      .map((parts): Expression => ({ kind: 'comparison', ...parts, position: 0 }) as Expression),
  ),
})).operand;

// One blank argument is written like none at all.
function printable(args: readonly Expression[]): readonly Expression[] {
  return args.length === 1 && args[0]?.kind === 'blank' ? [] : args;
}

function withoutPositions(expression: Expression): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value: unknown) => (key === 'position' ? undefined : value)));
}

describe('any expression', () => {
  it('parses back to the same tree once printed', () => {
    fc.assert(
      fc.property(tree, (expression) => {
        const printed = printExpression(expression);
        fc.pre(printed.length <= MAX_EXPRESSION_LENGTH);
        expect(withoutPositions(parseExpression(printed))).toEqual(withoutPositions(expression));
      }),
    );
  });

  it('never fails in any way but with a located fault', () => {
    const pieces = fc.constantFrom(
      'Trim',
      '(',
      ')',
      ',',
      '"',
      '[',
      ']',
      '\\',
      '=',
      '<',
      '&HF',
      '&',
      '-',
      '1',
      ' ',
      '\n',
      'é',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        let position = 1;
        try {
          parseExpression(input);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          position = error.fault.position;
        }
        expect(position).toBeGreaterThanOrEqual(1);
        expect(position).toBeLessThanOrEqual(input.length + 1);
      }),
      { numRuns: 500 },
    );
  });
});
