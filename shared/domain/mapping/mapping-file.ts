import { z } from 'zod';

/** Most entries a mapping file may hold, switched-off ones included. */
const MAX_ENTRIES = 100;

/** One entry of the mapping file, as far as its shape goes. */
export const mappingEntrySchema = z.strictObject({
  target: z.string().min(1).max(300),
  expression: z.string().optional(),
  whenEmpty: z.enum(['keep', 'clear']).optional(),
  onlyOnCreate: z.boolean().optional(),
  enabled: z.boolean().optional(),
});

/** The mapping file without its entries' shape: those are checked one by one, so that every fault is found. */
export const mappingFileSchema = z.strictObject({
  version: z.literal(1),
  attributes: z.array(z.unknown()).max(MAX_ENTRIES),
});

/** One entry of the mapping file. */
export type MappingEntry = z.infer<typeof mappingEntrySchema>;

/** The mapping file, version 1. */
export interface MappingFile {
  readonly version: 1;
  readonly attributes: readonly MappingEntry[];
}
