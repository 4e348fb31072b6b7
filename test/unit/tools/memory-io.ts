import { NO_CONTEXT } from '../../../shared/domain/mapping/language/evaluation-context.ts';
import type { SourceUser } from '../../../shared/domain/mapping/types.ts';
import { runMappingTool } from '../../../tools/mapping/command.ts';

/** What a run of the tool left behind. */
export interface ToolRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Files as they are after the run. */
  readonly files: ReadonlyMap<string, string>;
}

const NOW = Date.parse('2026-03-01T08:00:00Z');

/** Runs the mapping tool on files in memory; values that are no text become JSON. */
export async function runTool(
  args: readonly string[],
  given: Readonly<Record<string, unknown>> = {},
  tenant: Readonly<Record<string, SourceUser>> = {},
): Promise<ToolRun> {
  const files = new Map(
    Object.entries(given).map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  const out: string[] = [];
  const err: string[] = [];
  const code = await runMappingTool(args, {
    readFile: (path) => {
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
      return text;
    },
    writeFile: (path, text) => {
      files.set(path, text);
    },
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    context: { ...NO_CONTEXT, now: () => NOW, uuid: () => 'a-random-id', randomInt: () => 0 },
    readUsers: async (references) => new Map(references.map((reference) => [reference, tenant[reference]])),
  });
  return { code, out: out.join('\n'), err: err.join('\n'), files };
}

export const MAPPING = {
  version: 1,
  attributes: [
    { target: 'userName', expression: '[userPrincipalName]' },
    { target: 'active', expression: 'Not([IsSoftDeleted])' },
    { target: 'displayName', expression: '[displayName]' },
    { target: 'title', expression: '[jobTitle]', default: 'Agent' },
    { target: 'phoneNumbers[type eq "work"].value', expression: '[telephoneNumber]' },
  ],
} as const;

export const ANN = {
  id: 'a1',
  userPrincipalName: 'ann@contoso.com',
  displayName: 'Ann',
  accountEnabled: true,
  businessPhones: ['0170 1'],
};
