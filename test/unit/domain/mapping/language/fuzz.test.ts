import { compileText } from '../../../../../shared/domain/mapping/language/compile-expression.ts';
import { printExpression } from '../../../../../shared/domain/mapping/language/expression.ts';
import type { ExpressionFault } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { FUNCTION_NAMES } from '../../../../../shared/domain/mapping/language/function-table.ts';
import { readExpression } from '../../../../../shared/domain/mapping/language/parser.ts';

const INPUTS = 100_000;
const PIECES = [
  ...[
    '(',
    ')',
    '((',
    '))',
    ',',
    ', ,',
    '"',
    '""',
    '\\"',
    '\\\\',
    '[',
    ']',
    '[a]',
    '[a.b]',
    '=',
    '<>',
    '>=',
    '<',
    '&HF7',
    '&',
  ],
  ...[
    '-1',
    '2.5',
    ' ',
    '\n',
    '\t',
    'é',
    '“',
    '”',
    '\u{1F600}',
    '\ud800',
    '\0',
    '"yyyy-MM-dd"',
    '"(?<g>.*)$"',
    'vbTextCompare',
  ],
  ...FUNCTION_NAMES,
];
const VALID = [
  'Switch([country], "Other", "Trinidad and Tobago", "TT", "", "none")',
  'IIF(DateDiff("d", [a], CDate("2020-01-01")) >= 0, IgnoreAttributeFlow, Join(", ", [surname], [givenName]))',
  `Replace([phone], , "\\\\+(?<isd>\\\\d* )(?<rest>\\\\d{10})", , "\${rest}", , )`,
  'FormatDateTime([d], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
  'Append(Mid([givenName], 1, 3), ToLower(PCase([surname], " \'-"), "tr-TR"))',
];

/** Chance that can be repeated: park and miller's generator. */
function chance(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Chance = (below: number) => number;

function pick<T>(list: readonly T[], below: Chance): T {
  const item = list[below(list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function characters(below: Chance): string {
  return Array.from({ length: below(40) }, () =>
    String.fromCharCode(below(8) === 0 ? below(65_536) : 32 + below(96)),
  ).join('');
}

function pieces(below: Chance): string {
  return Array.from({ length: below(24) }, () => pick(PIECES, below)).join('');
}

/** A valid expression with a few wounds. */
function wounded(below: Chance): string {
  let text = pick(VALID, below);
  for (let wounds = 1 + below(4); wounds > 0; wounds -= 1) {
    const at = below(text.length + 1);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const forms = [
      before + pick(PIECES, below) + after,
      before + after.slice(1 + below(5)),
      before + after + after,
      before,
    ];
    text = pick(forms, below).slice(0, 2_000);
  }
  return text;
}

function checkPlaces(text: string, faults: readonly ExpressionFault[]): void {
  for (const { position, message } of faults) {
    if (!(position >= 1 && position <= text.length + 1) || message === '') throw new Error('a fault lies outside');
  }
}

function checkParsed(text: string): void {
  const { expression, faults } = readExpression(text);
  checkPlaces(text, faults);
  if (faults.length > 0) return;
  const printed = printExpression(expression);
  if (printExpression(readExpression(printed).expression) !== printed)
    throw new Error('it is printed as something else');
}

function checkCompiled(text: string): void {
  const compiled = compileText(text, () => () => null, { onlyOnCreate: true, isUnique: true, knowsRoles: true });
  if (compiled.ok && readExpression(text).faults.length > 0) throw new Error('faults are forgotten');
  if (compiled.ok) return;
  checkPlaces(text, compiled.faults);
  if (compiled.faults.length === 0) throw new Error('no fault is told');
}

describe('random text', () => {
  it(`neither hangs nor crashes the parser and the compiler, ${INPUTS} times`, () => {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
    const below = chance(seed);
    let text = '';
    try {
      for (let count = 0; count < INPUTS; count += 1) {
        text = pick([characters, pieces, wounded], below)(below);
        checkParsed(text);
        // Looking for the nearest known name is what takes time.
        if (count % 10 === 0) checkCompiled(text);
      }
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}: ${JSON.stringify(text)}`, { cause: error });
    }

    expect(text).toEqual(expect.any(String));
  }, 60_000);
});
