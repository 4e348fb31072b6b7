import { statementsOf } from './bicep-parameters.ts';
import { readExpression } from './expression.ts';
import { type Scope, UnknownValue } from './expression-functions.ts';

/** Values by name, defaults included; one that is wrong by itself or cannot be read is not there. */
export type Values = ReadonlyMap<string, unknown>;

/** What the template itself refuses once everything is given. */
export interface Contradictions {
  readonly faults: readonly string[];
  /** Parts of the template's list that could not be worked out, and what for. */
  readonly unread: readonly string[];
}

/**
 * Works out the list `faults` of the template, on which the deployment fails, part by part: so both say the same, and only one of them
 * is written. A part that asks for a value that is not there is left out; its parameter has a fault of its own.
 */
export function contradictions(template: string, values: Values, cloud: string): Contradictions {
  const variables = new Map(statementsOf(template).flatMap((text) => variableIn(text) ?? []));
  const scope: Scope = {
    cloud,
    env: {},
    value(name) {
      if (values.has(name)) return values.get(name);
      const source = variables.get(name);
      if (source === undefined) throw new UnknownValue(name);
      return readExpression(source)(scope);
    },
  };
  const faults: string[] = [];
  const unread: string[] = [];
  for (const part of partsOf(variables.get('faults') ?? 'concat()')) {
    try {
      faults.push(...(readExpression(part)(scope) as string[]));
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unread.push(error.message);
    }
  }
  return { faults, unread };
}

function variableIn(statement: string): readonly (readonly [string, string])[] | undefined {
  const [, name, source] = /^var (\w+) = ([\s\S]+)$/.exec(statement) ?? [];
  return name === undefined || source === undefined ? undefined : [[name, source]];
}

/** The arguments of `concat(…)`, each by itself. */
function partsOf(source: string): string[] {
  const inside = /^concat\(([\s\S]*)\)\s*$/.exec(source)?.[1] ?? '';
  const parts: string[] = [];
  let [depth, start, quoted] = [0, 0, false];
  for (let at = 0; at < inside.length; at += 1) {
    const letter = inside.charAt(at);
    if (letter === "'" && inside.charAt(at - 1) !== '\\') quoted = !quoted;
    if (quoted) continue;
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0) {
      parts.push(inside.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, inside.slice(start)].filter((part) => part.trim() !== '');
}
