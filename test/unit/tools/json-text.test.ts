import fc from 'fast-check';
import { JsonFault, offsetOf, readJsonText } from '../../../tools/mapping/json-text.ts';

function fault(source: string): [number, string] | undefined {
  try {
    readJsonText(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return [error.offset, error.message];
  }
}

describe('the places of a JSON text', () => {
  const source = '{ "a": [1, {"b": "x\\"y\\u0041z"}], "c": null }';
  const root = readJsonText(source);
  const at = (path: string, position?: number): string => source.slice(offsetOf(root, path, position)).slice(0, 6);

  it('are found by path', () => {
    expect([at('a'), at('a[1]'), at('a[1].b'), at('c')]).toEqual(['[1, {"', '{"b": ', '"x\\"y\\', 'null }']);
  });

  it('of what is missing are those of what should hold it', () => {
    expect([at('a[7]'), at('a[1].z.y'), at('zz')]).toEqual(['[1, {"', '{"b": ', '{ "a":']);
  });

  it('inside a text count its characters and not its escapes', () => {
    expect([1, 2, 3, 4, 5].map((position) => at('a[1].b', position).slice(0, 2))).toEqual([
      'x\\',
      '\\"',
      'y\\',
      '\\u',
      'z"',
    ]);
    expect(at('a[1].b', 99)).toMatch(/^"\}/);
  });
});

describe('a text that is no JSON', () => {
  it.each<[string, number, string]>([
    ['', 0, 'the file ends too early'],
    ['{"a": 1', 7, 'the file ends too early'],
    ['{"a": "x', 8, 'the file ends too early'],
    ['{"a" 1}', 5, 'a colon is expected'],
    ['{"a": 1 "b": 2}', 8, 'a comma or } is expected'],
    ['{a: 1}', 1, 'a key in double quotes is expected'],
    ['[1, ]', 4, 'a JSON value is expected'],
    ['{} x', 3, 'something follows the end of the JSON value'],
    ['"a\nb"', 2, 'a text holds a line break or another control character'],
    ['"a\\xb"', 3, 'an escape that JSON does not know'],
    ['NaN', 0, 'a JSON value is expected'],
  ])('%j stops at %d: %s', (source, offset, message) => {
    expect(fault(source)).toEqual([offset, message]);
  });

  it('is one nested without end', () => {
    expect(fault('['.repeat(100_000))?.[1]).toBe('values are nested more than 200 deep');
  });

  it('is refused exactly when JSON.parse refuses it', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      '01',
      'null',
      ' ',
      '"\\u00e9"',
      '"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        expect([text, fault(text) === undefined]).toEqual([text, parses(text)]);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 1);
        const { start, end } = readJsonText(text);
        expect(text.slice(start, end)).toBe(text);
      }),
    );
  });
});
