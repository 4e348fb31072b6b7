/** One `attribute eq value` comparison. */
export interface Condition {
  readonly attribute: string;
  readonly value: string;
}

const COMPARISON = /^\s*([A-Za-z$][\w.$:-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|[^\s"[\]]+)\s*/i;
const CONJUNCTION = /^and\s+/i;

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** Comparisons joined by `and`, values quoted or bare; undefined for any other operator (only eq is documented). */
export function parseConditions(text: string): Condition[] | undefined {
  const found: Condition[] = [];
  let rest = text;
  for (;;) {
    const match = COMPARISON.exec(rest);
    if (match?.[1] === undefined || match[2] === undefined) return undefined;
    found.push({ attribute: match[1], value: unquote(match[2]) });
    rest = rest.slice(match[0].length);
    if (rest === '') return found;
    const and = CONJUNCTION.exec(rest);
    if (and === null) return undefined;
    rest = rest.slice(and[0].length);
  }
}
