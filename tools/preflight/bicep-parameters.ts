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

const PARAMETER = /^param (\w+) (\S+)(?: = ([\s\S]+))?$/;

/**
 * The statements of a Bicep file, a decorator being one of its own. Each begins in the first column; what is indented or closes a
 * bracket belongs to the one before.
 */
export function statementsOf(text: string): string[] {
  const found: string[] = [];
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (/^\s*(\/\/.*)?$/.test(line)) continue;
    if (/^[\s\])}]/.test(line) && found.length > 0) found.push(`${found.pop()}\n${line}`);
    else found.push(line);
  }
  return found;
}

/** Every parameter of a Bicep file, in its order. */
export function parametersOf(text: string): BicepParameter[] {
  const found: BicepParameter[] = [];
  let decorators = '';
  for (const statement of statementsOf(text)) {
    if (statement.startsWith('@')) {
      decorators += `${statement}\n`;
      continue;
    }
    const [, name, type, standard] = PARAMETER.exec(statement) ?? [];
    if (name !== undefined && type !== undefined) found.push(declared(name, type, standard, decorators));
    decorators = '';
  }
  return found;
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
    default: standard?.replace(/\n\s*/g, ' '),
    description: /^@description\('(.*)'\)$/m.exec(decorators)?.[1]?.replaceAll("\\'", "'"),
    allowed: allowed === undefined ? undefined : [...allowed.matchAll(/'([^']*)'/g)].map(([, value]) => value ?? ''),
    minValue: bound('minValue'),
    maxValue: bound('maxValue'),
    minLength: bound('minLength'),
    maxLength: bound('maxLength'),
    decorators,
  };
}
