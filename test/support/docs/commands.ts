import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Scripts that hand their arguments on to another program or folder. */
const HANDED_ON: Readonly<Record<string, string>> = { 'scripts/start.ts': 'local/rig/options.ts' };
const PATH = /(?<![\w./-])(?:infra|docs|scripts|shared|test|tools|functions|local|bench)\/[\w./-]*\w/g;

/** A word of the command line as `parseArgs` is told of it: a key with an object or a name as its value. */
function knows(entry: string, option: string): boolean {
  const file = HANDED_ON[entry] ?? entry;
  // A tool has a folder of its own; single scripts lie side by side.
  const files = file.endsWith('/main.ts')
    ? readdirSync(dirname(file))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(dirname(file), name))
    : [file];
  const key = option.includes('-') ? `'${option}'` : `'?${option}'?`;
  const told = new RegExp(`(?<![\\w'-])${key}: ?(\\{|text\\b|flag\\b)`);
  return files.some((path) => told.test(readFileSync(path, 'utf8')));
}

/** What is wrong with the commands in a piece of code, one line each. `made` are files that a page's own commands make. */
export function wrongCommands(code: string, made: ReadonlySet<string>): string[] {
  const joined = code.replace(/\\\n\s*/g, ' ').replace(/(?<=\s)#.*$/gm, '');
  const faults: string[] = [];
  for (const [, given = 'start', rest = ''] of joined.matchAll(
    /npm (?:run (?:--\w+ )*([\w:-]+)|start|test)\b([^\n|;&]*)/g,
  )) {
    const script = scripts[given];
    if (script === undefined) {
      faults.push(`there is no script "${given}"`);
      continue;
    }
    const entry = /node (?:--\S+ )*(\S+\.ts)/.exec(script)?.[1] ?? '';
    const [, args = ''] = / -- (.*)$/.exec(rest) ?? [];
    faults.push(
      ...optionsIn(args).flatMap((option) => (knows(entry, option) ? [] : [`npm run ${given} has no --${option}`])),
    );
  }
  for (const [, entry = '', rest = ''] of joined.matchAll(/\bnode (?:--\S+ )*([\w./-]+\.ts)([^\n|;&]*)/g)) {
    if (!existsSync(entry)) faults.push(`there is no ${entry}`);
    else
      faults.push(
        ...optionsIn(rest).flatMap((option) => (knows(entry, option) ? [] : [`${entry} has no --${option}`])),
      );
  }
  const paths = [...joined.matchAll(PATH)].map(([path]) => path);
  faults.push(...paths.filter((path) => !existsSync(path) && !made.has(path)).map((path) => `there is no ${path}`));
  return faults;
}

function optionsIn(args: string): string[] {
  return [...args.matchAll(/(?<!\S)--([a-z][a-z-]*)/g)].map(([, option = '']) => option);
}

/** Files that the commands of a page make: copies. */
export function madeBy(code: readonly string[]): ReadonlySet<string> {
  return new Set(code.flatMap((block) => [...block.matchAll(/^cp \S+ (\S+)$/gm)].map(([, path = '']) => path)));
}

/** Whether any of the project's commands has this option. */
export function isKnownOption(option: string): boolean {
  const entries = Object.values(scripts).flatMap((script) => /node (?:--\S+ )*(\S+\.ts)/.exec(script)?.[1] ?? []);
  return entries.some((entry) => knows(entry, option));
}
