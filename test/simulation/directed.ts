import { DIRECTED_ACCOUNTS } from './directed-accounts.ts';
import { DIRECTED_DEPARTURES } from './directed-departures.ts';
import { DIRECTED_ENTITLEMENTS } from './directed-entitlements.ts';
import { DIRECTED_NAMES } from './directed-names.ts';

/** Small scripted histories for situations that chance reaches too rarely; each answers with its violations. */
export const DIRECTED: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  ...DIRECTED_ACCOUNTS,
  ...DIRECTED_NAMES,
  ...DIRECTED_DEPARTURES,
  ...DIRECTED_ENTITLEMENTS,
};
