import { describeFault, locate, showCaret } from '../../../../../shared/domain/mapping/language/fault-location.ts';

describe('the place of a fault', () => {
  it('is a line and a column, both counted from 1', () => {
    const text = 'ab\ncd\r\ne\rf';

    expect([1, 3, 4, 6, 8, 10, 11].map((position) => locate(text, position))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
    ]);
  });

  it('is shown by a caret below its line', () => {
    expect(showCaret('Join(\n\tTrin([a]))', 8)).toBe(' Trin([a]))\n ^');
    expect(showCaret('', 1)).toBe('\n^');
  });

  it('is shown with so much of a long line as fits', () => {
    const text = `${'a'.repeat(200)}X${'b'.repeat(200)}`;
    const [line = '', caret = ''] = showCaret(text, 201).split('\n');

    expect(line).toHaveLength(100);
    expect(line.charAt(caret.indexOf('^'))).toBe('X');
    expect(showCaret(text, 1)).toBe(`${'a'.repeat(100)}\n^`);
    expect(showCaret(text, 402)).toBe(`${'b'.repeat(100)}\n${' '.repeat(100)}^`);
  });

  it('is told with what is wrong and what would fit', () => {
    expect(describeFault('Join(\n  =)', { position: 9, message: 'unexpected "="', expected: 'a value' })).toBe(
      'line 2, column 3: unexpected "="; expected a value\n    =)\n    ^',
    );
  });
});
