import fc from 'fast-check';
import type { EvaluationContext } from '../../../../../shared/domain/mapping/language/evaluation-context.ts';
import { EvaluationError } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { firstFree } from '../../../../../shared/domain/mapping/language/functions/chance-functions.ts';
import { type Candidates, plainValue } from '../../../../../shared/domain/mapping/language/value.ts';
import { compile, evaluate, failure, faultsOf } from './evaluate.ts';

function seeded(seed: number): Partial<EvaluationContext> {
  let state = (seed % 2_147_483_646) + 1;
  return {
    uuid: () => '00000000-0000-4000-8000-000000000000',
    randomInt: (below) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    },
  };
}

function candidatesOf(expression: string, inputs: Readonly<Record<string, unknown>> = {}): Candidates {
  const result = evaluate(expression, inputs);
  if (typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'candidates') return result;
  throw new Error(`${expression} gives no candidates`);
}

describe('what changes by itself', () => {
  it('comes from the context', () => {
    expect(evaluate('Guid()', {}, seeded(1))).toBe('00000000-0000-4000-8000-000000000000');
    expect(failure('Guid()').message).toBe('a random id is not known here');
    expect(failure('RandomString(4,1,1,1,1)').message).toBe('a random number is not known here');
  });

  it.each(['Now()', 'Guid()', 'RandomString(4,1,1,1,1)', 'SelectUniqueValue("a", "b")'])(
    '%s is refused for an attribute that is sent again',
    (expression) => {
      const name = expression.slice(0, expression.indexOf('('));

      expect(faultsOf(expression, { isUnique: true })).toEqual([
        {
          position: 1,
          message: `${name} gives another value each time`,
          expected: `${name} only for an attribute that is sent on create alone`,
        },
      ]);
      expect(faultsOf(expression)).toEqual([]);
    },
  );
});

describe('RandomString', () => {
  it('holds at least what is asked of each class and nothing that is avoided', () => {
    const count = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(
        fc.tuple(count, count, count, count),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (minima, more, seed) => {
          const length = minima.reduce((sum, item) => sum + item, more);
          const text = String(evaluate(`RandomString(${length},${minima.join(',')},"aA0?")`, {}, seeded(seed)));
          const classes = [/[1-9]/g, /[^0-9A-Za-z?]/g, /[B-Z]/g, /[b-z]/g];

          expect(text).toHaveLength(length);
          classes.forEach((set, index) => {
            expect(text.match(set)?.length ?? 0).toBeGreaterThanOrEqual(minima[index] ?? 0);
          });
          expect(text).not.toMatch(/[aA0?]/);
        },
      ),
    );
  });

  it('takes further characters only from classes that were asked for', () => {
    expect(evaluate('RandomString(40,1,0,0,1)', {}, seeded(7))).toMatch(/^[0-9a-z]{40}$/);
    expect(evaluate('RandomString(256,0,0,0,0)', {}, seeded(7))).toMatch(/^[!-~]{256}$/);
    expect(evaluate('RandomString(256,0,0,0,0)', {}, seeded(7))).toMatch(/(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])(?=.*!)/);
  });

  it('does not keep the classes in order', () => {
    const texts = Array.from({ length: 20 }, (_, seed) =>
      evaluate('RandomString(4,2,0,2,0)', {}, seeded(seed * 7_919)),
    );

    expect(texts.some((text) => /^[A-Z]/.test(String(text)))).toBe(true);
    expect(texts.some((text) => /^[0-9]/.test(String(text)))).toBe(true);
  });

  it.each([
    [{ n: 0 }, 'RandomString([n],0,0,0,0)', 'RandomString gives 1 to 256 characters'],
    [{ n: 257 }, 'RandomString([n],0,0,0,0)', 'RandomString gives 1 to 256 characters'],
    [{ n: 3 }, 'RandomString([n],1,1,1,1)', 'RandomString is shorter than what it must hold'],
    [{ n: -1 }, 'RandomString(9,[n],1,1,1)', 'RandomString cannot need less than no character'],
    [{ n: '0123456789' }, 'RandomString(9,1,1,1,1,[n])', 'RandomString avoids every character it needs'],
  ])('over %j fails in %s', (inputs, expression, message) => {
    expect(failure(expression, inputs, seeded(3))).toEqual({ message, position: 1 });
  });

  it.each([
    ['RandomString(0,0,0,0,0)', 14, 'RandomString cannot give 0 characters'],
    ['RandomString(257,0,0,0,0)', 14, 'RandomString cannot give 257 characters'],
    ['RandomString(3,1,1,1,1)', 14, 'RandomString is shorter than what it must hold'],
    ['RandomString("x",1,1,1,1)', 14, '"x" is no whole number'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });

  it('may be exactly as long as what it must hold, and as long as it may be', () => {
    expect(evaluate('RandomString(4,1,1,1,1)', {}, seeded(5))).toHaveLength(4);
    expect(evaluate('RandomString([n],64,64,64,64)', { n: 256 }, seeded(5))).toHaveLength(256);
    expect(evaluate('RandomString([n],0,0,0,0)', { n: 1 }, seeded(5))).toHaveLength(1);
  });
});

describe('SelectUniqueValue', () => {
  it('gives values in the order of its rules and leaves out empty ones', () => {
    const candidates = candidatesOf('SelectUniqueValue([none], "", "a", Append("b", [x]))', { x: '1' });

    expect([...candidates.values()]).toEqual(['a', 'b1']);
    expect(plainValue(candidates)).toBe('a');
    expect(plainValue(candidatesOf('SelectUniqueValue("", [none])'))).toBeNull();
  });

  it('evaluates a rule only when its value is asked for', () => {
    const candidates = candidatesOf('SelectUniqueValue("a", CDate([none]))');

    expect(firstFree(candidates, [])).toBe('a');
    expect(() => firstFree(candidates, ['A'])).toThrow('a date is needed and there is none');
  });

  it('compares with what is taken without letter case', () => {
    const candidates = candidatesOf('SelectUniqueValue("Ann", "ANNE", "c")');

    expect(firstFree(candidates, ['ann', 'anne'])).toBe('c');
    expect(() => firstFree(candidates, ['ann', 'anne', 'C'])).toThrow(
      new EvaluationError('every value that SelectUniqueValue gives is taken'),
    );
  });

  it('fails for a rule that gives several values', () => {
    expect(() => [...candidatesOf('SelectUniqueValue("a", [l])', { l: ['x', 'y'] }).values()]).toThrow(EvaluationError);
  });

  it.each([
    ['Trim(SelectUniqueValue("a", "b"))', 6, 'SelectUniqueValue stands inside another function'],
    ['IIF("a"="a", SelectUniqueValue("a", "b"), "c")', 14, 'SelectUniqueValue stands inside another function'],
    ['SelectUniqueValue("a")', 1, 'SelectUniqueValue has 1 arguments'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });

  it('is for an attribute that names one account', () => {
    expect(faultsOf('SelectUniqueValue("a", "b")', { onlyOnCreate: true })).toEqual([
      {
        position: 1,
        message: 'SelectUniqueValue needs an attribute that names one account',
        expected: 'SelectUniqueValue for userName only',
      },
    ]);
  });
});

describe('Redact', () => {
  it('lets the value flow and marks the expression', () => {
    expect(evaluate('Redact([a])', { a: 'x' })).toBe('x');
    expect(compile('IIF([a]="", Redact([b]), [a])')).toMatchObject({ ok: true, redacted: true });
    expect(compile('Trim([a])')).toMatchObject({ ok: true, redacted: false });
  });
});
