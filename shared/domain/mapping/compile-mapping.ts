import { type CompiledEntry, evaluateMapping } from './evaluate-mapping.ts';
import { MappingCompiler } from './mapping-compiler.ts';
import { type MappingFault, schemaFaults } from './mapping-fault.ts';
import { mappingFileSchema } from './mapping-file.ts';
import type { CompiledMapping } from './types.ts';

function targetOf(raw: unknown): string | undefined {
  const target: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'target') : undefined;
  return typeof target === 'string' ? target : undefined;
}

function canonicalText(entries: readonly CompiledEntry[], managesActive: boolean): string {
  const attributes = entries.map(({ attribute, expression, whenEmpty, onlyOnCreate }) => ({
    target: attribute.name,
    expression,
    whenEmpty,
    onlyOnCreate,
  }));
  return JSON.stringify({ version: 1, managesActive, attributes });
}

function entriesOf(file: unknown): readonly unknown[] {
  const attributes: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'attributes') : undefined;
  return Array.isArray(attributes) ? attributes : [];
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
  const raw = entriesOf(file).slice(0, 200);
  raw.forEach((entry, index) => {
    compiler.add(entry, index);
  });
  compiler.checkRequired();
  compiler.checkTeamsPhone(raw.map(targetOf));
  if (compiler.faults.length > 0) return { ok: false, faults: compiler.faults };

  const entries = [...compiler.entries].sort((a, b) => (a.attribute.name < b.attribute.name ? -1 : 1));
  const { managesActive } = compiler;
  return {
    ok: true,
    mapping: {
      select: [...compiler.properties].sort(),
      managesActive,
      targets: entries.map(({ attribute }) => attribute.name),
      canonical: canonicalText(entries, managesActive),
      evaluate: (source) => evaluateMapping(entries, source),
    },
  };
}
