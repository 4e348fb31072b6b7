import type { Defect } from './defect.ts';
import { ENUMERATION_DEFECTS } from './defects-of-enumeration.ts';
import { WORKER_DEFECTS } from './defects-of-workers.ts';

export const DEFECTS: readonly Defect[] = [...ENUMERATION_DEFECTS, ...WORKER_DEFECTS];
