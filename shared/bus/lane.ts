import { createHash } from 'node:crypto';

/** Session of leavers and on-demand work, which must not wait behind anybody's ordinary change. */
export const URGENT_LANE = 'urgent';

/** Session a record's ordinary wakes share; the number of lanes caps parallel calls to the target over all instances. */
export function laneOf(id: string, lanes: number): string {
  return `lane-${createHash('sha256').update(id).digest().readUInt32BE(0) % lanes}`;
}
