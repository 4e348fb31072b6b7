import { asConnectorError } from '../domain/connector-error.ts';
import type { DirectoryProbe } from '../graph/directory-probe.ts';
import { GRAPH_PERMISSION, type GraphPermission, neededGraphPermissions } from '../graph/permissions.ts';
import type { Configuration } from '../sync/configuration.ts';
import type { Check, Verdict } from '../sync/preflight.ts';
import { describeError } from '../telemetry/describe-error.ts';

/** How to give the identity what it lacks; tokens are kept, so it takes effect with the next one. */
const GRANT = 'grant it with "npm run permissions" (docs/permissions.md); an identity keeps its token for up to a day';

/** What stands for a permission that cannot be seen. */
const READS = 'graph-users and service-principal show whether it is there';

const { users, assignments, provisioning } = GRAPH_PERMISSION;

interface Ends {
  readonly configuration: Pick<Configuration, 'scope' | 'mode'>;
  readonly probe: DirectoryProbe;
  /** Whether the settings name the enterprise application. */
  readonly namesApplication: boolean;
}

/** What is asked of Graph: the sign-in, each permission as the token shows it, and the reads that need them. */
export function graphChecks({ configuration, probe, namesApplication }: Ends): readonly Check[] {
  const { scope, mode } = configuration;
  return [
    {
      name: 'graph-login',
      hint: 'GRAPH_AUTH must sign in to the tenant in the cloud that GRAPH_CLOUD names',
      run: async () => void (await probe.tokenRoles()),
    },
    ...neededGraphPermissions(scope).map((permission) => permissionCheck(permission, probe)),
    {
      name: 'graph-users',
      hint: `GRAPH_AUTH must sign in, and the identity needs the application permission ${users.value}`,
      run: () => answered(() => probe.readUsers()),
    },
    ...(scope === 'assigned' ? [principalCheck(probe)] : []),
    ...(namesApplication ? [galleryJobCheck(probe, mode)] : []),
  ];
}

/** Tells a Graph that does not answer from one that refuses: no permission helps against the first. */
async function answered(read: () => Promise<unknown>): Promise<Verdict | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (asConnectorError(error)?.code !== 'graph-unavailable') throw error;
    const hint =
      'Graph does not answer: look at the way to it (network, proxy, GRAPH_CLOUD, GRAPH_URL) and at its service health';
    return { state: 'failed', detail: describeError(error), hint };
  }
}

function permissionCheck({ value, heldBy }: GraphPermission, probe: DirectoryProbe): Check {
  return {
    name: `permission:${value}`,
    hint: GRANT,
    run: async (): Promise<Verdict> => {
      const roles = await probe.tokenRoles().catch(() => 'none' as const);
      if (roles === 'none') return { state: 'not known', detail: 'there is no token to look into', hint: READS };
      if (roles === undefined) {
        return { state: 'not known', detail: 'the token does not show its permissions', hint: READS };
      }
      if (roles.includes(value)) return { state: 'ok', detail: 'in the token' };
      const wider = heldBy.find((role) => roles.includes(role));
      if (wider !== undefined) return { state: 'ok', detail: `in the token as part of ${wider}` };
      return { state: 'failed', detail: `not in the token, which has ${listed(roles)}` };
    },
  };
}

function listed(roles: readonly string[]): string {
  return roles.length === 0 ? 'no permission at all' : `only ${roles.join(', ')}`;
}

function principalCheck(probe: DirectoryProbe): Check {
  return {
    name: 'service-principal',
    hint: `ENTRA_APP_ID or SERVICE_PRINCIPAL_ID must name an enterprise application; reading it needs ${assignments.value}`,
    run: () => answered(() => probe.servicePrincipalId()),
  };
}

/** Two that write the same accounts undo each other's work; in a dry run the other one is still the one that writes. */
function galleryJobCheck(probe: DirectoryProbe, mode: Configuration['mode']): Check {
  return {
    name: 'gallery-job',
    hint: 'stop provisioning of the enterprise application in the Entra portal',
    run: async (): Promise<Verdict> => {
      const unseen = `not to be seen without ${provisioning.value}`;
      const hint = 'see that provisioning is stopped in the Entra portal before going live';
      const roles = await probe.tokenRoles().catch(() => undefined);
      // A request that is known to be refused would stand among the failures of every start.
      const mayAsk =
        roles === undefined || [provisioning.value, ...provisioning.heldBy].some((role) => roles.includes(role));
      if (!mayAsk) return { state: 'not known', detail: unseen, hint };
      try {
        const running = (await probe.provisioningJobs()).filter(({ runs }) => runs);
        if (running.length === 0) return { state: 'ok', detail: 'Entra’s own provisioning does not run' };
        const what = 'Entra’s own provisioning still runs on the enterprise application';
        if (mode !== 'live') return { state: 'ok', detail: `${what}, as it may until MODE is live` };
        return { state: 'failed', detail: `${what} and writes the same accounts` };
      } catch (error) {
        // Nothing of the connector's own work needs this read.
        const isRefused = asConnectorError(error)?.kind === 'permission';
        return { state: 'not known', detail: isRefused ? unseen : describeError(error), hint };
      }
    },
  };
}
