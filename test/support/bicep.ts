import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export { parametersOf } from '../../tools/preflight/bicep-parameters.ts';

/** A resource with the text between its braces. */
export interface BicepResource {
  readonly symbol: string;
  readonly type: string;
  readonly existing: boolean;
  readonly body: string;
}

/** A file without its comments. */
export function readBicep(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\s*\/\/.*\n/gm, '');
}

/** Every Bicep file of the project. */
export function bicepFiles(): string[] {
  return readdirSync('infra', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.bicep'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The text between an opening bracket and its partner; strings may hold brackets in pairs only. */
export function bracketed(text: string, open: number): string {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if ('{[('.includes(text.charAt(at))) depth += 1;
    if ('}])'.includes(text.charAt(at))) depth -= 1;
    if (depth === 0) return text.slice(open + 1, at);
  }
  throw new Error(`the bracket at character ${open} is not closed`);
}

/** The text between the braces of what starts with `start`, such as `var roles = `. */
export function blockAfter(text: string, start: string): string {
  const at = text.indexOf(start);
  if (at === -1) throw new Error(`there is no "${start}"`);
  const open = text.slice(at + start.length).search(/[{[(]/) + at + start.length;
  return bracketed(text, open);
}

/** Names and values of an object with one plain value a line. */
export function entriesOf(block: string): ReadonlyMap<string, string> {
  const lines = [...block.matchAll(/^\s*([A-Za-z_]\w*): (.+)$/gm)];
  return new Map(lines.map(([, name, value]) => [name ?? '', value ?? '']));
}

/** Texts in quotes, in order. */
export function quoted(text: string): string[] {
  return [...text.matchAll(/'([^']*)'/g)].map(([, value]) => value ?? '');
}

export function resourcesOf(text: string): BicepResource[] {
  const pattern = /^\s*resource (\w+) '([^']+)' (existing )?= /gm;
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, symbol = '', type = '', existing] = match;
    const open = text.indexOf('{', match.index + whole.length);
    return { symbol, type, existing: existing !== undefined, body: bracketed(text, open) };
  });
}
