import * as z from 'zod';
import { scopeSchema } from './filter-file.ts';

/** Most entries a mapping file may hold, switched-off ones included. */
export const MAX_ENTRIES = 100;

/** When a value flows to an account that exists, by the incumbent's names (Graph: synchronization-attributemapping). */
export const FLOW_TYPES = [
  'Always',
  'ObjectAddOnly',
  'ValueAddOnly',
  'MultiValueAddOnly',
  'AttributeAddOnly',
  'FlowAlways',
] as const;

/** One way for a value to flow. */
export type FlowType = (typeof FLOW_TYPES)[number];

/** One entry of the mapping file, as far as its shape goes. */
export const mappingEntrySchema = z.strictObject({
  target: z.string().min(1).max(300),
  expression: z.string().optional(),
  whenEmpty: z.enum(['keep', 'clear']).optional(),
  onlyOnCreate: z.boolean().optional(),
  enabled: z.boolean().optional(),
  matchOrder: z.int().min(1).max(9).optional(),
  default: z.string().max(10_000).optional(),
  defaultOn: z.enum(['create', 'always']).optional(),
  flow: z.enum(FLOW_TYPES).optional(),
});

const operationsSchema = z.strictObject({
  create: z.boolean().optional(),
  update: z.boolean().optional(),
  delete: z.boolean().optional(),
});

/** The mapping file without its entries' shape: those are checked one by one, so that every fault is found. */
export const mappingFileSchema = z.strictObject({
  version: z.literal(1),
  attributes: z.array(z.unknown()).max(MAX_ENTRIES),
  scope: scopeSchema.optional(),
  operations: operationsSchema.optional(),
});

/** One entry of the mapping file. */
export type MappingEntry = z.infer<typeof mappingEntrySchema>;

/** Which kinds of writes the connector may make; what is not named is allowed. */
export type OperationSwitches = z.infer<typeof operationsSchema>;

/** The mapping file, version 1. */
export interface MappingFile {
  readonly version: 1;
  readonly attributes: readonly MappingEntry[];
  readonly scope?: z.infer<typeof scopeSchema> | undefined;
  readonly operations?: OperationSwitches | undefined;
}
