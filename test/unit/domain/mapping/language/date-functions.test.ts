import { evaluate, failure, faultsOf } from './evaluate.ts';

const NOW = { now: () => Date.UTC(2026, 10, 21, 16, 5, 9) };

describe('dates', () => {
  it.each([
    ['2020-03-16', '3/16/2020 12:00:00 AM'],
    ['2020-03-16-07:00', '3/16/2020 7:00:00 AM'],
    ['2021-06-30+0800', '6/29/2021 4:00:00 PM'],
    [' 2024-02-29T23:59 ', '2/29/2024 11:59:00 PM'],
    ['2024-02-29 23:59:58.1234567Z', '2/29/2024 11:59:58 PM'],
    ['2024-02-29t23:59:58z', '2/29/2024 11:59:58 PM'],
    ['2024-02-29 12:30:00 +01:00', '2/29/2024 11:30:00 AM'],
    ['0001-01-01', '1/1/0001 12:00:00 AM'],
    ['9999-12-31T23:59:59.9999999', '12/31/9999 11:59:59 PM'],
    ['3/6/2020 7:08:09 AM', '3/6/2020 7:08:09 AM'],
    ['12/31/2025 12:00:00 am', '12/31/2025 12:00:00 AM'],
    ['12/31/2025 12:00 PM', '12/31/2025 12:00:00 PM'],
    ['1/2/2003', '1/2/2003 12:00:00 AM'],
    ['1/2/2003 23:15', '1/2/2003 11:15:00 PM'],
    ['2000-02-29', '2/29/2000 12:00:00 AM'],
    ['2020-03-16+14:00', '3/15/2020 10:00:00 AM'],
    ['2020-03-16-00:59', '3/16/2020 12:59:00 AM'],
    ['1/2/2003 1:15:00 AM', '1/2/2003 1:15:00 AM'],
    ['1/2/2003 12:15:00 AM', '1/2/2003 12:15:00 AM'],
    ['0001-01-01T14:00+14:00', '1/1/0001 12:00:00 AM'],
  ])('CDate reads %j', (text, expected) => {
    expect(evaluate('CDate([d])', { d: text })).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '2023-02-29',
    '1900-02-29',
    '2023-13-01',
    '2023-00-01',
    '2023-04-31',
    '2023-01-00',
    '0000-01-01',
    '2023-01-01T24:00',
    '2023-01-01T10:60',
    '2023-01-01T10:10:60',
    '2023-01-01+14:01',
    '2023-01-01+01:60',
    '0001-01-01+01:00',
    '9999-12-31T23:59:59-01:00',
    '1/2/2003 0:15:00 AM',
    '1/2/2003 13:15:00 PM',
    '20230101',
    'x2023-01-01',
    '2023-01-01x',
  ])('CDate takes %j for no date', (text) => {
    expect(failure('CDate([d])', { d: text }).position).toBe(1);
    expect(failure('CDate([d])', { d: text }).message).not.toContain('2023');
  });

  it('says whether there is no date or a wrong one', () => {
    expect(failure('Trim(CDate([d]))').message).toBe('a date is needed and there is none');
    expect(failure('CDate([d])', { d: '' }).message).toBe('a date is needed and there is none');
    expect(failure('Trim(CDate([d]))', { d: 'x' })).toEqual({ message: 'the value is no date', position: 6 });
  });

  it.each([
    ['DateAdd("d", -10, "2012-03-16-07:00")', '3/6/2012 7:00:00 AM'],
    ['DateAdd("ww", 2, "2012-03-16-07:00")', '3/30/2012 7:00:00 AM'],
    ['DateAdd("m", 1, "2023-01-31")', '2/28/2023 12:00:00 AM'],
    ['DateAdd("m", 1, "2024-01-31")', '2/29/2024 12:00:00 AM'],
    ['DateAdd("m", -1, "2024-01-15T10:00")', '12/15/2023 10:00:00 AM'],
    ['DateAdd("m", 11, "2024-01-15")', '12/15/2024 12:00:00 AM'],
    ['DateAdd("yyyy", 1, "2024-02-29")', '2/28/2025 12:00:00 AM'],
    ['DateAdd("YYYY", "-1", "2024-02-29")', '2/28/2023 12:00:00 AM'],
    ['DateAdd("h", 25, "2024-01-01")', '1/2/2024 1:00:00 AM'],
    ['DateAdd("n", -1, "2024-01-01")', '12/31/2023 11:59:00 PM'],
    ['DateAdd("s", 61, "2024-01-01")', '1/1/2024 12:01:01 AM'],
    ['DateAdd("m", 1, "0001-01-01")', '2/1/0001 12:00:00 AM'],
    ['DateAdd("m", -1, "9999-12-31")', '11/30/9999 12:00:00 AM'],
    ['DateAdd("s", 1, "9999-12-31T23:59:58")', '12/31/9999 11:59:59 PM'],
    ['DateAdd("d", 1, Now())', '11/22/2026 4:05:09 PM'],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, {}, NOW)).toBe(expected);
  });

  it.each([
    ['DateAdd("yyyy", 1, "9999-01-01")'],
    ['DateAdd("yyyy", -1, "0001-01-01")'],
    ['DateAdd("m", -1, "0001-01-31")'],
    ['DateAdd("m", 1, "9999-12-31")'],
    ['DateAdd("s", -1, "0001-01-01")'],
    ['DateAdd("d", 1, "9999-12-31")'],
  ])('%s leaves the calendar', (expression) => {
    expect(failure(expression).message).toBe('DateAdd leaves the years 1 to 9999');
  });

  it.each([
    ['d', '2021-08-31+08:00', '2021-08-31+08:00', '0'],
    ['d', '2021-08-24T12:00', '2021-08-25T11:59', '0'],
    ['d', '2021-08-25T11:59', '2021-08-24T12:00', '0'],
    ['h', '2021-08-24', '2021-08-24T01:59', '1'],
    ['n', '2021-08-24', '2021-08-25', '1440'],
    ['s', '2021-08-24', '2021-08-25', '86400'],
    ['s', '2021-08-24T00:00:00.9', '2021-08-24T00:00:01.8', '0'],
    ['s', '2021-08-24T00:00:00.0000001', '2021-08-24T00:00:01', '0'],
    ['s', '2021-08-24T00:00:00', '2021-08-24T00:00:01.0000001', '1'],
    ['ww', '2021-08-28', '2021-08-29', '1'],
    ['ww', '2021-08-22', '2021-08-28', '0'],
    ['ww', '2021-08-29', '2021-08-28', '-1'],
    ['ww', '2021-08-22T12:00', '2021-08-29', '0'],
    ['m', '2021-01-31', '2021-02-01', '1'],
    ['m', '2021-02-01', '2020-12-31', '-2'],
    ['yyyy', '2020-12-31T23:59:59', '2021-01-01', '1'],
  ])('DateDiff counts %s from %s to %s as Visual Basic does', (interval, from, to, expected) => {
    expect(evaluate(`DateDiff("${interval}", [from], [to])`, { from, to })).toBe(expected);
  });

  it('turns Windows file times into dates and back', () => {
    expect(evaluate('NumFromDate("1601-01-01")')).toBe('0');
    expect(evaluate('NumFromDate("2025-12-31T23:59:59.1234567-05:00")')).toBe('134117171991234567');
    expect(evaluate('DateFromNum("0")')).toBe('1/1/1601 12:00:00 AM');
    expect(evaluate('DateFromNum([none])')).toBeNull();
    expect(evaluate('NumFromDate(DateFromNum(134117171990000000))')).toBe('134117171990000000');
    expect(failure('NumFromDate("1600-12-31")').message).toBe(
      'the date is before 1601, where Windows file times begin',
    );
    expect(failure('DateFromNum(-1)').message).toBe('the value is no Windows file time');
    expect(failure('DateFromNum("x")').message).toBe('the value is no Windows file time');
    expect(failure('DateFromNum("9223372036854775807")').message).toBe('the value is no Windows file time');
  });

  it('takes the time from the context and never from the machine', () => {
    expect(evaluate('Now()', {}, NOW)).toBe('11/21/2026 4:05:09 PM');
    expect(failure('Now()').message).toBe('the time is not known here');
  });

  it('compares dates as dates', () => {
    expect(evaluate('IIF(CDate("2020-10-01") > CDate("2020-09-30"), 1, 2)')).toBe('1');
    expect(evaluate('IIF(CDate("2020-10-01") < CDate("2020-09-30"), 1, 2)')).toBe('2');
    expect(evaluate('IIF(CDate("2020-10-01") = "2020-10-01", 1, 2)')).toBe('1');
    expect(evaluate('IIF(CDate("2020-10-01") >= "none", 1, 2)')).toBe('2');
    expect(evaluate('IIF("2020-10-01" < DateAdd("d", 1, "2020-09-30"), 1, 2)')).toBe('2');
    expect(evaluate('IIF("2020-10-01" = DateAdd("d", 1, "2020-09-30"), 1, 2)')).toBe('1');
    expect(evaluate('IIF("1601-01-01" = DateFromNum(0), 1, 2)')).toBe('1');
    expect(evaluate('IIF("1970-01-01" = Now(), 1, 2)', {}, { now: () => 0 })).toBe('1');
  });

  it('compares what counts as numbers', () => {
    expect(evaluate('IIF(DateDiff("d", "2020-01-01", "2020-01-03") = "02", 1, 2)')).toBe('1');
    expect(evaluate('IIF("00" = NumFromDate("1601-01-01"), 1, 2)')).toBe('1');
    expect(evaluate('IIF("03" = InStr("abc", "c"), 1, 2)')).toBe('1');
    expect(evaluate('IIF("01" = Contains("abc", "c"), 1, 2)')).toBe('1');
    expect(evaluate('IIF("01" = BitAnd(1, 3), 1, 2)')).toBe('1');
    expect(evaluate('IIF(CBool(1) = "TRUE", 1, 2)')).toBe('1');
    expect(evaluate('IIF(IsPresent("x") = 1, 1, 2)')).toBe('2');
    expect(evaluate('IIF("2" > "1.5", 1, 2)')).toBe('1');
    expect(evaluate('IIF("10" > "9.5", 1, 2)')).toBe('1');
    expect(evaluate('IIF("10.5" > "9", 1, 2)')).toBe('1');
    expect(evaluate('IIF("10.0" = 10, 1, 2)')).toBe('1');
    expect(evaluate('IIF(" 7 " = 7, 1, 2)')).toBe('1');
    expect(evaluate('IIF("&H10" = 16, 1, 2)')).toBe('1');
    expect(evaluate('IIF("10" < "9x", 1, 2)')).toBe('1');
    expect(evaluate('IIF("9x" < "10", 1, 2)')).toBe('2');
    expect(evaluate('IIF("a" < "a", 1, 2)')).toBe('2');
    expect(evaluate('IIF("a" <> "b", 1, 2)')).toBe('1');
  });

  it.each([
    ['DateAdd("w", 1, "2020-01-01")', 9, 'there is no interval "w"'],
    ['DateAdd([x], 1, "2020-01-01")', 9, 'the interval is not a constant'],
    ['DateDiff("x", "2020-01-01", "2020-01-01")', 10, 'there is no interval "x"'],
    ['DateDiff("d", "soon", "2020-01-01")', 15, '"soon" is no date'],
    ['DateDiff("d", "2020-01-01", )', 29, 'a date is missing'],
    ['CDate("")', 7, '"" is no date'],
    ['NumFromDate("x")', 13, '"x" is no date'],
    ['DateAdd("d", "1.5", "2020-01-01")', 14, '"1.5" is no whole number'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });
});
