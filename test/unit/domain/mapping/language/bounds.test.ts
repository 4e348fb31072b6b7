import { evaluate, failure } from './evaluate.ts';

const FULL = 'a'.repeat(100_000);
const HALF = 'b'.repeat(50_000);
const TEN = 'c'.repeat(10_000);

/** The length of what an expression gives, or why it gives nothing. */
function length(expression: string, inputs: Readonly<Record<string, string>>): number | string {
  try {
    return String(evaluate(expression, inputs)).length;
  } catch {
    return failure(expression, inputs).message;
  }
}

describe('the length of a text', () => {
  it.each([
    ['Append([t], "")', { t: FULL }, 'Append([t], "x")', { t: FULL }],
    ['Prepend("", [t])', { t: FULL }, 'Prepend("x", [t])', { t: FULL }],
    ['Join("", [t], [t])', { t: HALF }, 'Join("x", [t], [t])', { t: HALF }],
    ['Join([t], "", "a")', { t: FULL }, 'Join([t], "a", "b")', { t: FULL }],
    ['Replace([t], "b", , , "xy", , )', { t: HALF }, 'Replace([t], "b", , , "xyz", , )', { t: HALF }],
    ['Replace([t], "bb", , , "b", , )', { t: HALF }, 'Replace([t], "b", , , [t], , )', { t: HALF }],
    ['Replace([t], "u", , , , , "uu")', { t: HALF }, 'Replace([t], "u", , , , , "uu1")', { t: HALF }],
    [
      'Replace([t], , "c", , [u], , )',
      { t: TEN, u: '1234567890' },
      'Replace([t], , "c", , [u], , )',
      { t: TEN, u: '1234567890+' },
    ],
    [
      'Replace([t], , "$", , [u], , )',
      { t: TEN, u: 'x'.repeat(90_000) },
      'Replace([t], , "$", , [u], , )',
      { t: TEN, u: 'x'.repeat(90_001) },
    ],
    [
      'Replace([t], , "^", , [u], , )',
      { t: TEN, u: 'x'.repeat(90_000) },
      'Replace([t], , "^", , [u], , )',
      { t: TEN, u: 'x'.repeat(90_001) },
    ],
    ['ConvertToUTF8Hex([t])', { t: HALF }, 'ConvertToUTF8Hex([t])', { t: `${HALF}b` }],
  ])('may be 100,000 characters (%s) and no more', (within, few, beyond, many) => {
    expect(length(within, few)).toBeLessThanOrEqual(100_000);
    expect(length(beyond, many)).toMatch(/^\w+ would give more than 100000 characters$/);
  });

  it('says where it grows too long', () => {
    expect(failure('Trim(Append([t], "x"))', { t: FULL })).toEqual({
      message: 'Append would give more than 100000 characters',
      position: 6,
    });
  });
});
