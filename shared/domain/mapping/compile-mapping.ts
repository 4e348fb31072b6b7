import { compileFilter } from './compile-filter.ts';
import { type CompiledEntry, evaluateMapping } from './evaluate-mapping.ts';
import { MappingCompiler, matchingOf } from './mapping-compiler.ts';
import { type MappingFault, schemaFaults } from './mapping-fault.ts';
import { MAX_ENTRIES, type MappingFile, mappingFileSchema } from './mapping-file.ts';
import { GROUP_ATTRIBUTES, USER_ATTRIBUTES } from './source-attributes.ts';
import type { CompiledMapping, Operations } from './types.ts';

type Rest = Pick<MappingFile, 'scope' | 'operations'>;

// What is not set is left out, so that a key this version added changes nobody's text.
function canonicalText(entries: readonly CompiledEntry[], managesActive: boolean, rest: Rest): string {
  const attributes = entries.map(({ attribute, expression, whenEmpty, onlyOnCreate, flow, matchOrder, standIn }) => ({
    target: attribute.name,
    expression,
    whenEmpty,
    onlyOnCreate,
    ...(flow === 'Always' || flow === 'ObjectAddOnly' ? {} : { flow }),
    matchOrder,
    standIn,
  }));
  return JSON.stringify({ version: 1, managesActive, attributes, ...rest });
}

function entriesOf(file: unknown): readonly unknown[] {
  const attributes: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'attributes') : undefined;
  return Array.isArray(attributes) ? attributes : [];
}

function operationsOf({ operations }: Rest): Operations {
  const { create = true, update = true, delete: remove = true } = operations ?? {};
  return { create, update, delete: remove };
}

/** Checks a mapping file as a whole and compiles it; every fault in it is reported at once. */
export function compileMapping(
  file: unknown,
):
  | { readonly ok: true; readonly mapping: CompiledMapping }
  | { readonly ok: false; readonly faults: readonly MappingFault[] } {
  const compiler = new MappingCompiler();
  const parsed = mappingFileSchema.safeParse(file);
  if (!parsed.success) {
    compiler.faults.push(...schemaFaults(parsed.error, file, [], Object.keys(mappingFileSchema.shape)));
  }
  const raw = entriesOf(file).slice(0, 2 * MAX_ENTRIES);
  raw.forEach((entry, index) => {
    compiler.add(entry, index);
  });
  compiler.checkRequired();
  compiler.checkTeamsPhone();
  const rest: Rest = parsed.success ? { scope: parsed.data.scope, operations: parsed.data.operations } : {};
  const users = compileFilter(rest.scope?.users, ['scope', 'users'], USER_ATTRIBUTES);
  const groups = compileFilter(rest.scope?.groups, ['scope', 'groups'], GROUP_ATTRIBUTES);
  const faults = [...compiler.faults, ...users.faults, ...groups.faults];
  if (faults.length > 0) return { ok: false, faults };

  const entries = [...compiler.entries].sort((a, b) => (a.attribute.name < b.attribute.name ? -1 : 1));
  const { managesActive } = compiler;
  const flows = entries
    .filter(({ flow }) => flow !== 'Always')
    .map(({ attribute, flow }) => [attribute.name, flow] as const);
  return {
    ok: true,
    mapping: {
      select: [...new Set([...compiler.properties, ...users.filter.properties])].sort(),
      managesActive,
      targets: entries.map(({ attribute }) => attribute.name),
      flows: new Map(flows),
      matching: matchingOf(entries),
      operations: operationsOf(rest),
      userFilter: users.filter,
      groupFilter: groups.filter,
      canonical: canonicalText(entries, managesActive, rest),
      redacted: new Set(entries.filter(({ redacted }) => redacted).map(({ attribute }) => attribute.name)),
      evaluate: (source, context) => evaluateMapping(entries, source, context),
    },
  };
}
