import { readExpression } from './expression.ts';
import { BrokenExpression, type Scope, UnknownValue } from './expression-functions.ts';
import type { Environment, Given } from './given.ts';

const OTHER = /^(using|var|import|extends|type|func|metadata|@)/;

/** A parameter file in Bicep's own form. */
export interface BicepParam extends Given {
  /** The template after `using`, as written. */
  readonly using: string | undefined;
}

/** Reads the statements of a `.bicepparam` file; one that is none is a fault at its line. */
export function readBicepParam(text: string, env: Environment): BicepParam {
  const values = new Map<string, unknown>();
  const unread = new Map<string, string | undefined>();
  const faults: string[] = [];
  // A variable, or the value of another parameter, is for Bicep to work out.
  const scope: Scope = {
    env,
    cloud: '',
    value(name) {
      throw new UnknownValue(name);
    },
  };
  for (const { line, source } of statements(text)) {
    const [, name, value] = /^param\s+(\w+)\s*=([\s\S]*)$/.exec(source) ?? [];
    if (name === undefined || value === undefined) {
      if (OTHER.test(source)) continue;
      const shown = source.split('\n')[0] ?? '';
      faults.push(`line ${line}: "${shown}" is no statement; allowed is param NAME = VALUE, or using 'TEMPLATE'.`);
      continue;
    }
    if (values.has(name) || unread.has(name))
      faults.push(`${name}: is given twice, again in line ${line}; allowed is once.`);
    try {
      values.set(name, readExpression(value)(scope));
    } catch (error) {
      if (error instanceof BrokenExpression) {
        faults.push(
          `${name}: ${error.message} (line ${line}); allowed is param NAME = VALUE, with texts in single quotes.`,
        );
      } else if (!(error instanceof UnknownValue)) throw error;
      unread.set(name, error instanceof BrokenExpression ? undefined : value.trim());
    }
  }
  const using = /^using\s+'([^']+)'/m.exec(text)?.[1];
  return { using, values, unread, faults, variables: new Map() };
}

/** Each statement begins in the first column; what is indented, closes a bracket or is a comment belongs to the one before. */
function statements(text: string): readonly { readonly line: number; readonly source: string }[] {
  const found: { line: number; source: string }[] = [];
  for (const [index, line] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
    const last = found.at(-1);
    if (/^[A-Za-z@]/.test(line)) found.push({ line: index + 1, source: line });
    else if (last !== undefined) last.source += `\n${line}`;
  }
  return found;
}
