import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Rules no linter here knows: file size, import direction, and globals that only shared/runtime may touch. */
const MAX_LINES = 300;
const ROOTS = ['functions', 'shared', 'local', 'test', 'bench', 'scripts', 'tools'];

/** Folder -> folders of the project it may import from. */
const ALLOWED: readonly (readonly [string, readonly string[]])[] = [
  ['shared/domain', ['shared/domain']],
  ['shared/sync', ['shared/sync', 'shared/domain', 'shared/telemetry']],
  ['shared/graph', ['shared/graph', 'shared/http', 'shared/sync', 'shared/domain']],
  ['shared/genesys', ['shared/genesys', 'shared/http', 'shared/sync', 'shared/domain']],
  ['shared/http', ['shared/http', 'shared/sync', 'shared/domain']],
  ['shared/tables', ['shared/tables', 'shared/http', 'shared/sync', 'shared/domain']],
  ['shared/bus', ['shared/bus', 'shared/sync', 'shared/domain']],
  ['shared/vault', ['shared/vault', 'shared/http', 'shared/sync', 'shared/domain']],
  [
    'shared/config',
    ['shared/config', 'shared/sync', 'shared/domain', 'shared/graph', 'shared/genesys', 'shared/vault'],
  ],
  ['shared/telemetry', ['shared/telemetry', 'shared/sync', 'shared/domain']],
  ['shared/runtime', ['shared']],
  ['functions', ['functions', 'shared']],
  ['local', ['local']],
  ['tools', ['tools', 'shared']],
];

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\(|new Date\(\)/, 'the clock port'],
  [/\bMath\.random\(|\brandomUUID\(/, 'the chance port'],
  [/(?<![.\w])(setTimeout|setInterval|setImmediate)\(/, 'the clock port'],
  [/(?<![.\w])fetch\(/, 'the transport'],
  [/\bprocess\.(env|exit|on)\b/, 'settings from shared/runtime'],
];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|cjs|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function faultsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const faults: string[] = [];
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES) faults.push(`${file}: ${lines} lines, ${MAX_LINES} are allowed`);
  const rule = ALLOWED.find(([folder]) => file.startsWith(`${folder}/`));
  if (rule !== undefined) {
    for (const [, target] of text.matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
      const imported = relative('.', resolve(dirname(file), target ?? ''));
      if (!rule[1].some((folder) => imported.startsWith(`${folder}/`)))
        faults.push(`${file}: must not import ${imported}`);
    }
  }
  if (file.startsWith('shared/') && !file.startsWith('shared/runtime/')) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const [pattern, instead] of FORBIDDEN) {
      const found = pattern.exec(code);
      if (found !== null) faults.push(`${file}: ${found[0]} is not allowed here, use ${instead}`);
    }
  }
  return faults;
}

const faults = ROOTS.flatMap((root) => {
  try {
    return filesBelow(root);
  } catch {
    return [];
  }
}).flatMap(faultsOf);
for (const fault of faults) console.error(fault);
console.log(`structure: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
