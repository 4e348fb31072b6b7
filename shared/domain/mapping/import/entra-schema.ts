import * as z from 'zod';

const text = z.string().nullish();

const attributeMappingSchema = z.object({
  targetAttributeName: text,
  source: z.unknown().optional(),
  defaultValue: text,
  matchingPriority: z.number().nullish(),
  flowBehavior: text,
  flowType: text,
});

const objectMappingSchema = z.object({
  name: text,
  enabled: z.boolean().nullish(),
  flowTypes: text,
  sourceObjectName: text,
  targetObjectName: text,
  scope: z.unknown().optional(),
  attributeMappings: z.array(attributeMappingSchema).nullish(),
});

const ruleSchema = z.object({
  name: text,
  editable: z.boolean().nullish(),
  priority: z.number().nullish(),
  sourceDirectoryName: text,
  targetDirectoryName: text,
  objectMappings: z.array(objectMappingSchema).nullish(),
});

const schemaSchema = z.object({ synchronizationRules: z.array(ruleSchema) });

/** One attribute of the incumbent's mapping (Graph: synchronization-attributemapping); `source` is read by `sourceText`. */
export type EntraAttributeMapping = z.infer<typeof attributeMappingSchema>;
/** The mapping of one kind of object (Graph: synchronization-objectmapping). */
export type EntraObjectMapping = z.infer<typeof objectMappingSchema>;
/** One direction of synchronization (Graph: synchronization-synchronizationrule). */
export type EntraRule = z.infer<typeof ruleSchema>;

/** Names of the source directory in old and new exports. */
const ENTRA_NAMES: ReadonlySet<string> = new Set(['azure active directory', 'microsoft entra id', 'entra id']);

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The schema inside an export, a template, or an answer that lists templates; undefined when there is none. */
function schemaIn(json: unknown): unknown {
  if (own(json, 'synchronizationRules') !== undefined) return json;
  const nested = own(json, 'schema') ?? own(json, 'synchronizationSchema');
  if (own(nested, 'synchronizationRules') !== undefined) return nested;
  const list: unknown = own(json, 'value');
  return Array.isArray(list) && list.length > 0 ? schemaIn(list[0]) : undefined;
}

/** Reads the rules of a synchronization schema; a text says why there are none. */
export function readRules(json: unknown): readonly EntraRule[] | string {
  const found = schemaIn(json);
  if (found === undefined) {
    return 'this is no synchronization schema: it has no synchronizationRules (export it under Mappings, advanced options, review your schema)';
  }
  const parsed = schemaSchema.safeParse(found);
  if (parsed.success) return parsed.data.synchronizationRules;
  const [issue] = parsed.error.issues;
  return `this is no synchronization schema: ${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'cannot be read'}`;
}

/** The rules that lead from Entra outward, by priority; helper rules in the other direction are none of them. */
export function outboundRules(rules: readonly EntraRule[]): readonly EntraRule[] {
  const isEntra = (name: string | null | undefined): boolean => ENTRA_NAMES.has((name ?? '').trim().toLowerCase());
  return rules
    .filter(
      (rule) => rule.editable !== false && isEntra(rule.sourceDirectoryName) && !isEntra(rule.targetDirectoryName),
    )
    .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

/** The mapping of users or groups; helper mappings name no source object. */
export function objectMapping(rules: readonly EntraRule[], kind: 'user' | 'group'): EntraObjectMapping | undefined {
  const all = rules.flatMap((rule) => rule.objectMappings ?? []);
  const found = all.filter(({ sourceObjectName }) => (sourceObjectName ?? '').toLowerCase() === kind);
  return found.find(({ enabled }) => enabled !== false) ?? found[0];
}
