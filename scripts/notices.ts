import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package whose code is in the bundle. */
interface Packed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Texts of its licence and notice files, or the kept one. */
  readonly texts: readonly string[];
}

/** Packages that are published without the text of their licence, by name and version; a new version is looked at anew. */
const KEPT: Readonly<Record<string, string>> = {
  '@nodable/entities@3.1.0': 'scripts/licences/nodable-entities-3.1.0.txt',
};

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const TEXT = /^(licen[cs]e|copying|notice)s?([.-].*)?$/i;
const LINE = '-'.repeat(80);

/**
 * The licence notices of everything foreign in a bundle, by the paths of its inputs below `root`: name, version, licence and its text,
 * sorted by name, the same from the same packages.
 * @throws Error naming every package that has no licence text
 */
export function notices(root: string, inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []));
  // One that lies in two places is named once.
  const packed = new Map([...folders].map((folder) => readPackage(root, folder)).map((each) => [idOf(each), each]));
  const bare = [...packed.values()].filter(({ texts }) => texts.length === 0).map(idOf);
  if (bare.length > 0) {
    throw new Error(
      `${bare.sort().join(', ')}: no licence text; allowed is a package with a LICENSE file, or a text kept in scripts/licences`,
    );
  }
  const sorted = [...packed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return [
    `Code of these ${sorted.length} packages is part of dist/main.cjs.\n`,
    ...sorted.map(({ name, version, licence, texts }) =>
      [LINE, `${name} ${version}`, `Licence: ${licence}`, '', ...texts].join('\n'),
    ),
  ].join('\n');
}

function idOf({ name, version }: Packed): string {
  return `${name}@${version}`;
}

function readPackage(root: string, folder: string): Packed {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { name, version, license } = manifest;
  const kept = KEPT[`${name}@${version}`];
  const own = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map(({ name: file }) => file)
    .sort();
  const files = own.length > 0 ? own.map((file) => join(folder, file)) : kept === undefined ? [] : [kept];
  return {
    name: String(name),
    version: String(version),
    licence: typeof license === 'string' ? license : 'see its text',
    texts: files.map((file) => `${readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`),
  };
}
