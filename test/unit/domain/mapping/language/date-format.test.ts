import { evaluate, failure, faultsOf } from './evaluate.ts';

const SAMPLE = '2009-06-05T14:05:09.0120000Z';

function print(format: string, text = SAMPLE): unknown {
  return evaluate(`FormatDateTime([d], , "o", "${format}")`, { d: text });
}

function read(format: string, text: string, styles = ''): unknown {
  const named = styles === '' ? '' : `"${styles}"`;
  return evaluate(`FormatDateTime([d], ${named}, "${format}", "yyyy-MM-dd HH:mm:ss.FFFFFFF K")`, { d: text });
}

describe('printing a date by a .NET format', () => {
  it.each([
    ['d/M/yy', '5/6/09'],
    ['dd.MM.yyyy', '05.06.2009'],
    ['ddd d MMM y', 'Fri 5 Jun 9'],
    ['dddd, MMMM yyyyy yyy', 'Friday, June 02009 2009'],
    ['h:mm t', '2:05 P'],
    ['hh:m:s tt', '02:5:9 PM'],
    ['H-HH', '14-14'],
    ['ss.f ff fff', '09.0 01 012'],
    ['ss.FFFFFFF', '09.012'],
    ['ss.F', '09'],
    ['ss.F!', '09!'],
    ['ss-F', '09-'],
    ['%K', 'Z'],
    ['z zz zzz', '+0 +00 +00:00'],
    ['g yyyy', 'A.D. 2009'],
    ["'d'yyyy'Z'Z", 'd2009ZZ'],
    [String.raw`yyyy\\dd\\\\`, '2009d5\\'],
    [String.raw`'a\\'b'yyyy`, "a'b2009"],
    [String.raw`\"d\"yyyy`, 'd2009'],
    ["yyyy'.'F", '2009'],
    ['%d', '5'],
    ['%dd', '55'],
    ['yyyy%M', '20096'],
    ['%:', ':'],
    ['d', '06/05/2009'],
    ['D', 'Friday, 05 June 2009'],
    ['f', 'Friday, 05 June 2009 14:05'],
    ['F', 'Friday, 05 June 2009 14:05:09'],
    ['g', '06/05/2009 14:05'],
    ['G', '06/05/2009 14:05:09'],
    ['m', 'June 05'],
    ['M', 'June 05'],
    ['o', SAMPLE],
    ['O', SAMPLE],
    ['r', 'Fri, 05 Jun 2009 14:05:09 GMT'],
    ['R', 'Fri, 05 Jun 2009 14:05:09 GMT'],
    ['s', '2009-06-05T14:05:09'],
    ['t', '14:05'],
    ['T', '14:05:09'],
    ['u', '2009-06-05 14:05:09Z'],
    ['y', '2009 June'],
    ['Y', '2009 June'],
  ])('%s', (format, expected) => {
    expect(print(format)).toBe(expected);
  });

  it.each([
    ['2009-06-05T00:05:09.0000000', 'h tt', '12 AM'],
    ['2009-06-05T12:05:09.0000000', 'h t', '12 P'],
    ['2009-06-05T11:59:59.0000000', 'h tt', '11 AM'],
    ['2009-06-05T11:59:59.0000000', 'ss.fK', '59.0'],
    ['2009-06-05T11:59:59.0000000+02:00', 'HH:mmK', '09:59+00:00'],
    ['0009-06-05T11:59:59.1234567Z', 'yyyy yy y fffffff', '0009 09 9 1234567'],
    ['2009-12-06T11:59:59.0000000', 'dddd MMMM', 'Sunday December'],
  ])('%s by %s gives %s', (text, format, expected) => {
    expect(print(format, text)).toBe(expected);
  });
});

describe('reading a date by a .NET format', () => {
  it.each([
    ['yyyy-MM-dd', '2020-02-03', '2020-02-03 00:00:00 '],
    ['yyyy-MM-dd', '  2020-02-03 ', '2020-02-03 00:00:00 '],
    ['M/d/yyyy h:mm:ss tt', '2/3/2020 7:08:09 pm', '2020-02-03 19:08:09 '],
    ['M/d/yyyy h:mm:ss tt', '12/31/2020 12:08:09 AM', '2020-12-31 00:08:09 '],
    ['M/d/yyyy h:mm:ss t', '12/31/2020 12:08:09 P', '2020-12-31 12:08:09 '],
    ['M/d/yyyy h', '12/31/2020 12', '2020-12-31 00:00:00 '],
    ['yyyyMMddHHmmss.fZ', '20150123105347.1Z', '2015-01-23 10:53:47.1 Z'],
    ['yyyyMMddHHmmssZ', '20150123105347GMT', '2015-01-23 10:53:47 Z'],
    ['yyyy-MM-ddzzz', '2020-03-16-07:00', '2020-03-16 07:00:00 +00:00'],
    ['yyyy-MM-ddzzz', '2020-03-16+0530', '2020-03-15 18:30:00 +00:00'],
    ['yyyy-MM-dd zz', '2020-03-16 +02', '2020-03-15 22:00:00 +00:00'],
    ['yyyy-MM-dd z', '2020-03-16 +2', '2020-03-15 22:00:00 +00:00'],
    ['yyyy-MM-ddTHH:mmK', '2020-03-16T10:00', '2020-03-16 10:00:00 '],
    ['yyyy-MM-ddTHH:mmK', '2020-03-16T10:00Z', '2020-03-16 10:00:00 Z'],
    ['yyyy-MM-ddTHH:mmK', '2020-03-16T10:00-01:00', '2020-03-16 11:00:00 +00:00'],
    ['d MMM yyyy', '5 jun 2020', '2020-06-05 00:00:00 '],
    ['d MMMM yyyy', '5 JUNE 2020', '2020-06-05 00:00:00 '],
    ['ddd, d MMM yyyy', 'Fri, 5 Jun 2020', '2020-06-05 00:00:00 '],
    ['dddd d.M.yyyy', 'friday 05.06.2020', '2020-06-05 00:00:00 '],
    ['ddd d MMM yyyy', 'Sun 5 Jan 2020', '2020-01-05 00:00:00 '],
    ['dddd d MMMM yyyy', 'Sunday 5 January 2020', '2020-01-05 00:00:00 '],
    ['yyyy h t', '2020 1 AM', null],
    ['yyyy h t', '2020 1 A', '2020-01-01 01:00:00 '],
    ['yyyy zz', '2020 +14', '2019-12-31 10:00:00 +00:00'],
    ['yyyy zz:', '2020 +01:', '2019-12-31 23:00:00 +00:00'],
    ['yyyyzzz', '2020+00:59', '2019-12-31 23:01:00 +00:00'],
    ['d.M.y', '5.6.49', '2049-06-05 00:00:00 '],
    ['d.M.yy', '5.6.49', '2049-06-05 00:00:00 '],
    ['d.M.yy', '5.6.50', '1950-06-05 00:00:00 '],
    ['d.M.y', '5.6.7', '2007-06-05 00:00:00 '],
    ['yyyy', '2020', '2020-01-01 00:00:00 '],
    ['yyyy-MM', '2020-05', '2020-05-01 00:00:00 '],
    ['yyyy ss.FFF', '2020 09', '2020-01-01 00:00:09 '],
    ['yyyy ss.FFF', '2020 09.12', '2020-01-01 00:00:09.12 '],
    ['yyyy ss.fff', '2020 09.120', '2020-01-01 00:00:09.12 '],
    ["yyyy'Z'", '2020Z', '2020-01-01 00:00:00 '],
    ['g yyyy', 'a.d. 2020', '2020-01-01 00:00:00 '],
    ['g yyyy', 'AD 2020', '2020-01-01 00:00:00 '],
    ['H h tt yyyy', '13 1 PM 2020', '2020-01-01 13:00:00 '],
    ['yyyy yyyy', '2020 2020', '2020-01-01 00:00:00 '],
  ])('%s reads %j', (format, text, expected) => {
    if (expected === null) expect(() => read(format, text)).toThrow('does not fit');
    else expect(read(format, text)).toBe(expected);
  });

  it.each([
    ['yyyy-MM-dd', '2020-2-03'],
    ['yyyy-MM-dd', '2020-02-30'],
    ['yyyy-MM-dd', '2020-02-03x'],
    ['yyyy-MM-dd', '2020-02- 03'],
    ['yyyy-M-d', '2020-123-1'],
    ['yyy', '20'],
    ['yy', '7'],
    ['yyyy ss.ff', '2020 09.1'],
    ['yyyy tt', '2020 XM'],
    ['yyyy h tt', '2020 13 PM'],
    ['yyyy H h tt', '2020 14 1 PM'],
    ['yyyy yyyy', '2020 2021'],
    ['yyyy-MM-ddzzz', '2020-03-16'],
    ['yyyy-MM-ddzzz', '2020-03-16+15:00'],
    ['yyyy-MM-ddzzz', '2020-03-16+01:60'],
    ['yyyy-MM-ddzzz', '2020-03-16+1:00'],
    ['yyyy-MM-ddzzz', '2020-03-16+01'],
    ['yyyyZ', '2020X'],
    ['ddd d.M.yyyy', 'Thu 05.06.2020'],
    ['dddd d.M.yyyy', 'Xday 05.06.2020'],
    ['yyyy-MM-dd HH', '2020-02-03 24'],
    ['yyyyzzz', '2020*01:00'],
    ['yyyyzz', '2020+x'],
    ['yyyy', ''.padEnd(4, 'x')],
    ['y', 'x'],
    ['yyyy ss', '2020 x'],
    ['yyyy-MM-ddzzz', '0001-01-01+01:00'],
    ['g yyyy', 'BC 2020'],
  ])('%s does not fit %j', (format, text) => {
    const { message } = failure(`FormatDateTime([d], , "${format}", "yyyy")`, { d: text });

    expect(message).toBe(`the format ${format} does not fit the value`);
  });

  it.each([
    ['AssumeUniversal', '2020-02-03', '2020-02-03 00:00:00 +00:00'],
    ['AssumeLocal', '2020-02-03', '2020-02-03 00:00:00 +00:00'],
    ['DateTimeStyles.AssumeUniversal, AdjustToUniversal', '2020-02-03', '2020-02-03 00:00:00 Z'],
    ['assumelocal|adjusttouniversal', '2020-02-03', '2020-02-03 00:00:00 Z'],
    ['AllowInnerWhite', '2020 - 02- 03', '2020-02-03 00:00:00 '],
    ['AllowWhiteSpaces', ' 2020 -02-03 ', '2020-02-03 00:00:00 '],
    ['AllowLeadingWhite', ' 2020-02-03', '2020-02-03 00:00:00 '],
    ['AllowTrailingWhite', '2020-02-03 ', '2020-02-03 00:00:00 '],
    ['None', '2020-02-03', '2020-02-03 00:00:00 '],
  ])('with %s reads %j', (styles, text, expected) => {
    expect(read('yyyy-MM-dd', text, styles)).toBe(expected);
  });

  it('keeps a zone as the styles say', () => {
    expect(read('yyyy-MM-ddK', '2020-02-03Z', 'None')).toBe('2020-02-03 00:00:00 +00:00');
    expect(read('yyyy-MM-ddK', '2020-02-03Z', 'AdjustToUniversal')).toBe('2020-02-03 00:00:00 Z');
    expect(read('yyyy-MM-ddK', '2020-02-03+01:00', 'AdjustToUniversal')).toBe('2020-02-02 23:00:00 Z');
    expect(read('yyyy-MM-ddK', '2020-02-03Z', 'AssumeUniversal')).toBe('2020-02-03 00:00:00 +00:00');
    expect(read('HH:mm', '10:11', 'NoCurrentDateDefault')).toBe('0001-01-01 10:11:00 ');
  });

  it.each([
    ['None', ' 2020-02-03'],
    ['None', '2020-02-03 '],
    ['AllowLeadingWhite', '2020-02-03 '],
    ['AllowTrailingWhite', ' 2020-02-03'],
    ['AllowInnerWhite', '2020-02-03 '],
  ])('with %s takes %j for no date', (styles, text) => {
    expect(failure(`FormatDateTime([d], "${styles}", "yyyy-MM-dd", "yyyy")`, { d: text }).message).toContain('fit');
  });

  it('takes the older form without styles', () => {
    expect(evaluate('FormatDateTime("2020-02-03", "yyyy-MM-dd", "d.M.yyyy")')).toBe('3.2.2020');
  });

  it('needs a date', () => {
    const missing = { message: 'a date is needed and there is none', position: 1 };

    expect(failure('FormatDateTime([d], , "yyyy", "yy")')).toEqual(missing);
    expect(failure('FormatDateTime([d], , "yyyy", "yy")', { d: '' })).toEqual(missing);
  });
});

describe('a date format that cannot be used', () => {
  it.each([
    [
      'FormatDateTime([d], , "yyyy", "K")',
      31,
      'the output format cannot be used: K is no standard date format; allowed are d D f F g G m M o O r R s t T u y Y',
    ],
    ['FormatDateTime([d], , "", "yy")', 23, 'the input format cannot be used: the format is blank'],
    ['FormatDateTime([d], , , "yy")', 23, 'the input format is not a constant'],
    ['FormatDateTime([d], , [f], "yy")', 23, 'the input format is not a constant'],
    ['FormatDateTime([d], , "yyyy", [f])', 31, 'the output format is not a constant'],
    ['FormatDateTime([d], [s], "yyyy", "yy")', 21, 'the date style is not a constant'],
    ['FormatDateTime([d], "Odd", "yyyy", "yy")', 21, 'the date style cannot be used: there is no date style Odd'],
    [
      'FormatDateTime([d], "AssumeLocal, AssumeUniversal", "yyyy", "yy")',
      21,
      'the date style cannot be used: AssumeLocal and AssumeUniversal exclude each other',
    ],
    [
      'FormatDateTime([d], "RoundtripKind, AssumeLocal", "yyyy", "yy")',
      21,
      'the date style cannot be used: RoundtripKind excludes AssumeLocal, AssumeUniversal and AdjustToUniversal',
    ],
    [
      'FormatDateTime([d], "RoundtripKind AdjustToUniversal", "yyyy", "yy")',
      21,
      'the date style cannot be used: RoundtripKind excludes AssumeLocal, AssumeUniversal and AdjustToUniversal',
    ],
    [
      'FormatDateTime([d], , "HH:mm", "yy")',
      23,
      'the input format cannot be used: the format names no year, and a date must not depend on the day it is read',
    ],
    [
      'FormatDateTime([d], , "yyyy", "\'yy")',
      31,
      "the output format cannot be used: the quote ' in the format is not closed",
    ],
    [
      'FormatDateTime([d], , "yyyy", "\'\\\\")',
      31,
      "the output format cannot be used: the quote ' in the format is not closed",
    ],
    [
      'FormatDateTime([d], , "yyyy", "yy\\\\")',
      31,
      'the output format cannot be used: the format ends with a backslash',
    ],
    [
      'FormatDateTime([d], , "yyyy", "yy%")',
      31,
      'the output format cannot be used: % stands before nothing in the format',
    ],
    [
      'FormatDateTime([d], , "yyyy", "%%")',
      31,
      'the output format cannot be used: % stands before nothing in the format',
    ],
    [
      'FormatDateTime([d], , "yyyy", "x")',
      31,
      'the output format cannot be used: x is no standard date format; allowed are d D f F g G m M o O r R s t T u y Y',
    ],
    [
      'FormatDateTime([d], , "yyyy", "ss.ffffffff")',
      31,
      'the output format cannot be used: a second has at most 7 decimal places',
    ],
  ])('%s', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });

  it('is longer than 200 characters', () => {
    expect(faultsOf(`FormatDateTime([d], , "yyyy", "${'-'.repeat(201)}")`)).toHaveLength(1);
    expect(evaluate(`FormatDateTime("2020", , "yyyy", "${'-'.repeat(200)}")`)).toBe('-'.repeat(200));
  });
});
