import { dirname, join } from 'node:path';
import { type BicepParameter, parametersOf, statementsOf } from './bicep-parameters.ts';

/** Members of the types that a template declares or imports, by the type's name. */
export type Types = ReadonlyMap<string, readonly BicepParameter[]>;

/** What is checked against: the text of a template and its types. */
export interface Template {
  readonly text: string;
  readonly types: Types;
}

/** Reads a template and the types that it imports from other files. `readText` may throw. */
export function readTemplate(path: string, readText: (path: string) => string): Template {
  const text = readText(path);
  const types = new Map(typesIn(text));
  for (const statement of statementsOf(text)) {
    const [, names = '', from] = /^import \{([^}]*)\} from '([^']+\.bicep)'$/.exec(statement) ?? [];
    if (from === undefined) continue;
    const found = typesIn(readText(join(dirname(path), from)));
    for (const name of names.split(/[\s,]+/)) {
      const members = found.get(name);
      if (members !== undefined) types.set(name, members);
    }
  }
  return { text, types };
}

/** Members of an object type are declared like parameters, without the word and further in. */
function typesIn(text: string): Map<string, readonly BicepParameter[]> {
  const found = new Map<string, readonly BicepParameter[]>();
  for (const statement of statementsOf(text)) {
    const [, name, body] = /^type (\w+) = \{\n([\s\S]*)\n\}$/.exec(statement) ?? [];
    if (name === undefined || body === undefined) continue;
    found.set(name, parametersOf(body.replace(/^ {2}/gm, '').replace(/^(\w+): /gm, 'param $1 ')));
  }
  return found;
}
