import { runQuery } from '../../support/kql/run-query.ts';
import type { Table, Value } from '../../support/kql/value.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const MINUTE = 60_000;

/** A table of events: minutes before now, a name and properties. */
function events(rows: readonly (readonly [number, string, Readonly<Record<string, unknown>>])[]): Table {
  return {
    columns: ['TimeGenerated', 'Name', 'Properties'],
    rows: rows.map(([minutes, name, properties]) => ({
      TimeGenerated: { type: 'datetime', value: NOW - minutes * MINUTE },
      Name: { type: 'string', value: name },
      Properties: { type: 'dynamic', value: properties },
    })),
  };
}

const TABLES = {
  E: events([
    [1, 'b', { n: '5', ok: 'true' }],
    [7, 'a', { n: '3', ok: 'false' }],
    [8, 'a', { n: '4' }],
    [21, 'c', { n: 'x', ok: 'true' }],
  ]),
  None: events([]),
};

/** The rows of a result as plain values. */
function rows(query: string): unknown[] {
  return runQuery(query, TABLES, NOW).rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])),
  );
}

/** What one expression gives. */
function value(expression: string): Value | undefined {
  return runQuery(`print it = ${expression}`, TABLES, NOW).rows[0]?.it;
}

describe('expressions', () => {
  it.each([
    ['7 / 2', 'long', 3],
    ['7 / 2.0', 'real', 3.5],
    ['1 + 2 * 3', 'long', 7],
    ['(1 + 2) * 3', 'long', 9],
    ['14 % 12', 'long', 2],
    ['1 / 0', 'long', null],
    ['90m / 1h', 'real', 1.5],
    ['1h + 30m', 'timespan', 90 * MINUTE],
    ['2 * 5m', 'timespan', 10 * MINUTE],
    ['(now() - ago(5m)) / 1s', 'real', 300],
    ['datetime(2026-03-02T12:00:00Z) == now()', 'bool', true],
    ['bin(datetime(2026-03-02T12:07:31Z), 5m) == datetime(2026-03-02T12:05:00Z)', 'bool', true],
    ['bin(7, 5)', 'long', 5],
    ["iff(1 < 2, 'yes', 'no')", 'string', 'yes'],
    ['iff(bool(null), 1, 2)', 'long', 2],
    ["strcat('a', 1, 'b')", 'string', 'a1b'],
    ["tolong('12')", 'long', 12],
    ["tolong('1.5')", 'long', null],
    ["tolong('x')", 'long', null],
    ['tolong(1.9)', 'long', 1],
    ["todouble('1.5')", 'real', 1.5],
    ["todouble('')", 'real', null],
    ["tobool('False')", 'bool', false],
    ["tobool('perhaps')", 'bool', null],
    ['max_of(1, long(null), 3)', 'long', 3],
    ["'B' =~ 'b'", 'bool', true],
    ["'B' == 'b'", 'bool', false],
    ["'the quota OverQuota:' contains 'overquota'", 'bool', true],
    ["'over-quota' has 'quota'", 'bool', true],
    ["'overquota' has 'quota'", 'bool', false],
    ["'a' in ('b', 'a')", 'bool', true],
    ["'a' !in ('b', 'a')", 'bool', false],
    ['true or false and false', 'bool', true],
  ])('%s is %s %s', (expression, type, expected) => {
    expect(value(expression)).toEqual({ type, value: expected });
  });

  it.each([
    ['long(null) == long(null)', null],
    ['long(null) != long(null)', null],
    ['long(null) == 5', false],
    ['long(null) != 5', true],
    ['long(null) > 5', null],
    ['5 + long(null)', null],
    ['long(null) > 5 or true', true],
    ['long(null) > 5 or false', null],
    ['long(null) > 5 and false', false],
    ['long(null) > 5 and true', null],
    ['not(bool(null))', null],
    ['isnull(long(null))', true],
    ["isnull('')", false],
    ['isnotnull(datetime(null))', false],
  ])('with null: %s is %s', (expression, expected) => {
    expect(value(expression)?.value).toBe(expected);
  });
});

describe('operators', () => {
  it('where leaves out what is false and what is null', () => {
    expect(rows('E | where tobool(Properties.ok) | project Name')).toEqual([{ Name: 'b' }, { Name: 'c' }]);
    expect(rows('E | where tolong(Properties.n) > 0 | project Name')).toHaveLength(3);
  });

  it('extend adds and replaces columns, project keeps only its own', () => {
    const [first] = rows("E | extend n = tolong(Properties.n), Name = 'z'") as Record<string, unknown>[];
    expect([first?.n, first?.Name]).toEqual([5, 'z']);
    expect(rows('E | top 1 by TimeGenerated | project Name, twice = 2 * tolong(Properties.n)')).toEqual([
      { Name: 'b', twice: 10 },
    ]);
  });

  it('columns made together do not see each other', () => {
    expect(() => rows('E | extend a = 1, b = a')).toThrow('there is no column or name "a"');
  });

  it('summarize by groups, also by times', () => {
    expect(rows('E | summarize n = count() by Name | order by Name asc')).toEqual([
      { Name: 'a', n: 2 },
      { Name: 'b', n: 1 },
      { Name: 'c', n: 1 },
    ]);
    expect(rows('E | summarize n = count() by bin(TimeGenerated, 10m) | order by n')).toMatchObject([
      { n: 3 },
      { n: 1 },
    ]);
  });

  it('aggregates leave nulls out', () => {
    const query = `E | extend n = tolong(Properties.n), ok = tobool(Properties.ok)
      | summarize all = count(), good = countif(ok), total = sum(n), some = sumif(n, ok), most = max(n), least = min(n),
          mean = avg(n), names = dcount(Name)`;
    expect(rows(query)).toEqual([{ all: 4, good: 2, total: 12, some: 5, most: 5, least: 3, mean: 4, names: 3 }]);
  });

  it('summarize without by gives exactly one row, also over nothing', () => {
    const aggregates = 'n = count(), total = sum(1), most = max(TimeGenerated), mean = avg(1), names = dcount(Name)';
    expect(rows(`None | summarize ${aggregates}`)).toEqual([{ n: 0, total: 0, most: null, mean: null, names: 0 }]);
    expect(rows('E | summarize n = count()')).toEqual([{ n: 4 }]);
    expect(rows('None | summarize arg_max(TimeGenerated, Name)')).toEqual([{ TimeGenerated: null, Name: null }]);
  });

  it('summarize with by gives no row over nothing', () => {
    expect(rows('None | summarize n = count() by Name')).toEqual([]);
  });

  it('arg_max and arg_min give the other columns of their row', () => {
    expect(rows('E | summarize arg_max(TimeGenerated, Name)')).toMatchObject([{ Name: 'b' }]);
    expect(rows('E | summarize at = arg_min(TimeGenerated, *) | project Name, at')).toEqual([
      { Name: 'c', at: NOW - 21 * MINUTE },
    ]);
  });

  it('top and order put nulls last, ascending first', () => {
    const numbers = 'E | extend n = tolong(Properties.n)';
    expect(rows(`${numbers} | top 2 by n | project n`)).toEqual([{ n: 5 }, { n: 4 }]);
    expect(rows(`${numbers} | order by n desc | project n`)).toEqual([{ n: 5 }, { n: 4 }, { n: 3 }, { n: null }]);
    expect(rows(`${numbers} | order by n asc | project n`)).toEqual([{ n: null }, { n: 3 }, { n: 4 }, { n: 5 }]);
  });

  it('union keeps all rows, with null where a column is missing', () => {
    expect(rows('let one = E | top 1 by TimeGenerated | project Name; union one, (print it = 1)')).toEqual([
      { Name: 'b', it: null },
      { Name: null, it: 1 },
    ]);
  });

  it('let names a scalar or a table, and toscalar takes the first value', () => {
    const query = `let limit = 5m; // five minutes
      let newest = toscalar(E | summarize at = max(TimeGenerated));
      E | where newest - TimeGenerated < limit | project Name`;
    expect(rows(query)).toEqual([{ Name: 'b' }]);
    expect(rows("let a = E | where Name == 'a'; a | summarize n = count()")).toEqual([{ n: 2 }]);
  });
});

describe('what is outside the subset is refused by name', () => {
  it.each([
    ['E | join None on Name', '"join" at character 4 is not known here; allowed is where, extend,'],
    ['E | take 5', '"take" at character 4'],
    ['Nowhere | summarize n = count()', 'there is no table "Nowhere"; there are E, None'],
    ['E | where Nam == 1', 'there is no column or name "Nam"'],
    ['E | extend n = parse_json(Name)', 'the function parse_json() is not known'],
    ['E | summarize n = percentile(1, 2)', 'the aggregate percentile() is not known'],
    ['E | summarize n = count() + 1', 'summarize takes aggregates alone'],
    ['E | summarize count()', 'count() needs a name'],
    ["E | where Name matches regex 'a'", '"matches" at character 15 is not known here'],
    ["E | where Name startswith 'a'", '"startswith" at character 15'],
    ['E | where Properties.n == 5', '"==" on a dynamic value'],
    ['E | where Name == 5', '"==" between string and long'],
    ['E | where Name', 'a condition is needed where a string is'],
    ['E | where Name.x == 1', '".x" of a string'],
    ["E | where Name has 'a b'", 'only letters and digits'],
    ['E | extend n = iff(true, 1, 2.0)', 'iff() gives long or real'],
    ['E | extend n = now(1)', '1 arguments where 0 are needed'],
    ['E | extend n = TimeGenerated + TimeGenerated', '"+" between datetime and datetime'],
    ['E | extend tolong(Properties.n)', 'a column made by an expression needs a name'],
    ['E | where Name == @"x"', '"@"x""'],
    ['print it = -14', '"-" at character 11 is not known here; allowed is a value'],
    ['print it = datetime(tomorrow)', 'datetime(tomorrow) is no point in time'],
    ['E | where (1 == 1', 'the end of the query is not known here; allowed is ")"'],
    ['E E', '"E" at character 2 is not known here; allowed is the end of the query'],
  ])('%s', (query, message) => {
    expect(() => rows(query)).toThrow(message);
  });
});
