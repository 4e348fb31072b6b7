/** A parameter as its decorators and its line declare it; texts are as in the file. */
export interface BicepParameter {
  readonly name: string;
  /** As written, a `?` at the end included. */
  readonly type: string;
  /** The expression after `=`. */
  readonly default: string | undefined;
  readonly description: string | undefined;
  readonly allowed: readonly string[] | undefined;
  readonly minValue: number | undefined;
  readonly maxValue: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly decorators: string;
}

const PARAMETER = /^param (\w+) (\S+)(?: = (.+))?$/;

/** Every parameter of a Bicep file, in its order. A decorator or a default may go over several lines. */
export function parametersOf(text: string): BicepParameter[] {
  const found: BicepParameter[] = [];
  let decorators = '';
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const statement = wholeStatement(lines, at);
    at += statement.length - 1;
    const joined = statement.join('\n');
    if (joined.startsWith('@')) {
      decorators += `${joined}\n`;
      continue;
    }
    const [, name, type, standard] = PARAMETER.exec(statement[0] ?? '') ?? [];
    if (name !== undefined && type !== undefined) {
      const rest = statement.slice(1).map((line) => line.trim());
      found.push(declared(name, type, standard === undefined ? undefined : [standard, ...rest].join(' '), decorators));
    }
    if (!/^\s*(\/\/.*)?$/.test(joined)) decorators = '';
  }
  return found;
}

/** A line with those that belong to it: indented ones, and closing brackets. */
function wholeStatement(lines: readonly string[], at: number): string[] {
  let end = at + 1;
  while (end < lines.length && /^(\s+\S|[\])}])/.test(lines[end] ?? '')) end += 1;
  return lines.slice(at, end);
}

function declared(name: string, type: string, standard: string | undefined, decorators: string): BicepParameter {
  const allowed = /^@allowed\(\[([\s\S]*?)\]\)$/m.exec(decorators)?.[1];
  const bound = (decorator: string): number | undefined => {
    const value = new RegExp(`^@${decorator}\\((-?\\d+)\\)$`, 'm').exec(decorators)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  return {
    name,
    type,
    default: standard,
    description: /^@description\('(.*)'\)$/m.exec(decorators)?.[1]?.replaceAll("\\'", "'"),
    allowed: allowed === undefined ? undefined : [...allowed.matchAll(/'([^']*)'/g)].map(([, value]) => value ?? ''),
    minValue: bound('minValue'),
    maxValue: bound('maxValue'),
    minLength: bound('minLength'),
    maxLength: bound('maxLength'),
    decorators,
  };
}
