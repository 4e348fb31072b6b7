import { UsageError } from '../usage.ts';
import type { Environment, Given } from './given.ts';

/** `${NAME}`, `${NAME=standard}` and the shell's `${NAME:-standard}`, as azd puts in its environment. */
const VARIABLE = /\$\{(\w+)(?:(?::?[=-])([^}]*))?\}/g;

/**
 * Reads a parameter file in JSON. With `env` the variables in it are replaced as azd does it, before the JSON is read; without,
 * one that is left is a fault.
 * @throws UsageError when it is no JSON or has no `parameters`
 */
export function readParameterJson(text: string, env: Environment | undefined): Given {
  const put = (source: string): string =>
    env === undefined
      ? source
      : source.replace(VARIABLE, (_, name: string, standard = '') =>
          JSON.stringify(env[name] || standard).slice(1, -1),
        );
  const parameters = readParameters(put(text));
  const values = new Map<string, unknown>();
  const unread = new Map<string, string>();
  const faults: string[] = [];
  for (const [name, entry] of Object.entries(parameters)) {
    if (typeof entry !== 'object' || entry === null || !('value' in entry)) {
      const isReference = typeof entry === 'object' && entry !== null && 'reference' in entry;
      if (isReference) unread.set(name, 'a reference to a vault');
      else faults.push(`${name}: has no value; allowed is { "value": … }.`);
      continue;
    }
    const variable = JSON.stringify(entry.value).match(VARIABLE)?.[0];
    if (variable === undefined) values.set(name, entry.value);
    else
      faults.push(
        `${name}: "${variable}" is a variable of azd; allowed is a value, or --azd, which reads the environment.`,
      );
  }
  return { values, unread, faults, variables: env === undefined ? new Map() : variablesIn(text) };
}

function readParameters(text: string): Readonly<Record<string, unknown>> {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`it holds no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const parameters = typeof root === 'object' && root !== null ? Reflect.get(root, 'parameters') : undefined;
  if (typeof parameters !== 'object' || parameters === null) throw new UsageError('it has no object "parameters"');
  return parameters as Record<string, unknown>;
}

function variablesIn(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/"(\w+)":\s*\{\s*"value":\s*\[?\s*"?\$\{(\w+)/g);
  return new Map([...pairs].map(([, parameter = '', variable = '']) => [parameter, variable]));
}
