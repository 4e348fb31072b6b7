import type { SourceUser } from '../domain/mapping/types.ts';
import type { Want } from '../domain/record.ts';
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
  const filter = configuration.mapping.userFilter.isInScope(user) ? 'pass' : 'fail';
  return { kind: 'user', enabled: user.accountEnabled !== false, digest, managerMoved: false, filter };
}

/**
 * Reads people fresh, 20 at a time, and writes want from the reading. `create` as in WantWriter; `shown`: the feed has just
 * shown them present, with this digest where the item had one.
 */
export async function settleByReading(
  ports: Reader,
  writer: WantWriter,
  ids: readonly string[],
  create: readonly string[] | undefined,
  shown?: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const slice = ids.slice(from, from + BATCH);
    const users = await ports.directory.readUsers(slice, ports.configuration.mapping.select);
    for (const id of slice) {
      const look = lookAt(users.get(id), ports);
      await writer.change(id, create, (want, context) => {
        const after = fromReading(want, look, context);
        // The feed has shown the person otherwise than the reading does: it may come from a replica that lags.
        return shown?.has(id) && differs(after, shown.get(id)) ? doubted(after, context) : after;
      });
    }
  }
}

function differs(want: Want, digest: string | undefined): boolean {
  return want.source !== 'present' || (digest !== undefined && want.sourceDigest !== digest);
}
