import { KqlError, type Value } from './value.ts';

export type Token =
  | { readonly kind: 'name' | 'mark'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly text: string; readonly at: number; readonly value: Value };

const SPANS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** One pattern per kind of token, tried in this order. */
const PATTERNS: readonly (readonly [RegExp, (found: readonly string[], at: number) => Token | undefined])[] = [
  [/\s+|\/\/[^\n]*/y, () => undefined],
  [
    /datetime\(([^)]*)\)/y,
    ([text = '', inner = ''], at) => literal(text, at, { type: 'datetime', value: time(inner) }),
  ],
  [
    /(?:bool|long|real|timespan)\(null\)/y,
    ([text = ''], at) => literal(text, at, { type: nullType(text), value: null }),
  ],
  [
    /(\d+(?:\.\d+)?)(ms|s|m|h|d)\b/y,
    ([text = '', count, unit = ''], at) =>
      literal(text, at, { type: 'timespan', value: Number(count) * (SPANS[unit] ?? Number.NaN) }),
  ],
  [/\d+\.\d+/y, ([text = ''], at) => literal(text, at, { type: 'real', value: Number(text) })],
  [/\d+\b/y, ([text = ''], at) => literal(text, at, { type: 'long', value: Number(text) })],
  [
    /'([^'\\\n]*)'|"([^"\\\n]*)"/y,
    ([text = '', single, double], at) => literal(text, at, { type: 'string', value: single ?? double ?? '' }),
  ],
  [/(?:true|false)\b/y, ([text = ''], at) => literal(text, at, { type: 'bool', value: text === 'true' })],
  [/[A-Za-z_]\w*/y, ([text = ''], at) => ({ kind: 'name', text, at })],
  [/!in\b|!contains\b|!has\b|==|!=|=~|!~|<=|>=|[|(),;=<>+\-*/%.]/y, ([text = ''], at) => ({ kind: 'mark', text, at })],
];

function literal(text: string, at: number, value: Value): Token {
  return { kind: 'literal', text, at, value };
}

function nullType(text: string): 'bool' | 'long' | 'real' | 'timespan' {
  return text.startsWith('bool')
    ? 'bool'
    : text.startsWith('long')
      ? 'long'
      : text.startsWith('real')
        ? 'real'
        : 'timespan';
}

function time(inner: string): number | null {
  if (inner === 'null') return null;
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(inner) ? Date.parse(inner) : Number.NaN;
  if (Number.isNaN(at)) throw new KqlError(`datetime(${inner}) is no point in time; 2026-01-31T08:00:00Z is one`);
  return at;
}

/** The tokens of a query without spaces and comments. @throws KqlError at the first character that begins none */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const [found, make] = next(query, at);
    const token = make(found, at);
    if (token !== undefined) tokens.push(token);
    at += found[0]?.length ?? 0;
  }
  return tokens;
}

function next(query: string, at: number) {
  for (const [pattern, make] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(query);
    if (found !== null) return [found, make] as const;
  }
  throw new KqlError(`"${query.slice(at, at + 12)}" at character ${at} is not known`);
}
