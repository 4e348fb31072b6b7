import type { SourceUser } from '../domain/mapping/types.ts';
import { doubted, fromReading, type Look } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import type { WantWriter } from './want-writer.ts';

/** Largest `$batch` (Graph: json-batching). */
const BATCH = 20;

type Reader = Pick<Ports, 'directory' | 'digester' | 'configuration'>;

export function lookAt(
  user: SourceUser | undefined,
  { digester, configuration }: Reader,
): Exclude<Look, { kind: 'removed' }> {
  if (user === undefined) return { kind: 'missing' };
  const digest = digester.source(user, configuration.mapping.select);
  return { kind: 'user', enabled: user.accountEnabled !== false, digest, managerMoved: false };
}

/**
 * Reads people fresh, 20 at a time, and writes want from the reading. `create` as in WantWriter; `expected`: the feed has
 * just shown them present.
 */
export async function settleByReading(
  ports: Reader,
  writer: WantWriter,
  ids: readonly string[],
  create: readonly string[] | undefined,
  expected?: 'present',
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const slice = ids.slice(from, from + BATCH);
    const users = await ports.directory.readUsers(slice, ports.configuration.mapping.select);
    for (const id of slice) {
      const look = lookAt(users.get(id), ports);
      await writer.change(id, create, (want, context) => {
        const after = fromReading(want, look, context);
        // The feed has shown the person and the reading does not: it may come from a replica that lags.
        return expected === 'present' && after.source !== 'present' ? doubted(after, context) : after;
      });
    }
  }
}
