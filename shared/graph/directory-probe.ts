import { isObject } from '../http/bounded-body.ts';
import { readValue } from './delta-page.ts';
import { type GraphChannelOptions, openGraphChannel } from './graph-channel.ts';
import { graphError } from './graph-errors.ts';
import { principalPath, type ServicePrincipal } from './service-principal.ts';
import { rolesOfToken } from './token-roles.ts';

/** A job of Entra's own provisioning service. */
export interface ProvisioningJob {
  readonly id: string;
  /** Whether it runs on its schedule: a job in quarantine still does, a paused or disabled one does not. */
  readonly runs: boolean;
}

/** Reads that prove a setting or a permission; each throws ConnectorError when it does not hold. */
export interface DirectoryProbe {
  /** The application permissions in the token that is in use now; undefined when it does not show them. */
  tokenRoles(): Promise<readonly string[] | undefined>;
  /** Object id of the service principal (Application.Read.All). `notFound` when the tenant has none for this application. */
  servicePrincipalId(): Promise<string>;
  /** One read of the users' change tracking (User.Read.All), which some kinds of tenant do not have; nobody's data comes back. */
  readUsers(): Promise<void>;
  /** Entra's own provisioning jobs of the service principal (Synchronization.Read.All). */
  provisioningJobs(): Promise<readonly ProvisioningJob[]>;
}

/** The checks before the first run. @throws RangeError when the address is not safe */
export function createDirectoryProbe(
  options: GraphChannelOptions & { readonly servicePrincipal: ServicePrincipal },
): DirectoryProbe {
  const channel = openGraphChannel(options);
  const servicePrincipalId = async (): Promise<string> => {
    const { id } = await channel.get(`${channel.root}${principalPath(options.servicePrincipal)}?$select=id,appId`);
    if (typeof id !== 'string' || id === '') throw graphError('contract', 'Graph sent a service principal without id');
    return id;
  };
  return {
    async tokenRoles() {
      return rolesOfToken(await options.credential.getToken());
    },
    servicePrincipalId,
    async readUsers() {
      readValue(await channel.get(`${channel.root}/users/delta?$select=id&$deltatoken=latest`));
    },
    async provisioningJobs() {
      // Only the address by object id is documented here (Graph: synchronization-synchronization-list-jobs).
      const known = options.servicePrincipal;
      const id = 'objectId' in known ? known.objectId : await servicePrincipalId();
      const path = `${principalPath({ objectId: id })}/synchronization/jobs`;
      return readValue(await channel.get(`${channel.root}${path}`)).map(readJob);
    },
  };
}

function readJob(row: unknown): ProvisioningJob {
  if (!isObject(row) || typeof row.id !== 'string') throw graphError('contract', 'Graph sent a job without an id');
  const state = isObject(row.schedule) ? row.schedule.state : undefined;
  if (typeof state !== 'string') throw graphError('contract', 'Graph sent a job without the state of its schedule');
  return { id: row.id, runs: state === 'Active' };
}
