/** An application permission of Microsoft Graph and what the connector does with it. */
export interface GraphPermission {
  /** The name that Graph's own service principal gives it. */
  readonly value: string;
  /** `assigned` = with SCOPE=assigned only; `optional` = nothing stops without it. */
  readonly needed: 'always' | 'assigned' | 'optional';
  /** What it is for, as a sentence without its full stop. */
  readonly why: string;
  /** Wider permissions that hold it too (Graph: user-delta, serviceprincipal-get, synchronization-list-jobs). */
  readonly heldBy: readonly string[];
}

/** The application id of Microsoft Graph itself, the same in every cloud. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** The least permission for each use; the connector writes nothing to Entra. */
export const GRAPH_PERMISSION = {
  users: {
    value: 'User.Read.All',
    needed: 'always',
    why: 'Reads the changes of users, and one user at a time with the id of the manager',
    heldBy: ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  assignments: {
    value: 'Application.Read.All',
    needed: 'assigned',
    why: 'Reads the service principal of the enterprise application and who is assigned to it',
    heldBy: ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  provisioning: {
    value: 'Synchronization.Read.All',
    needed: 'optional',
    why: 'Lets the doctor see whether Entra’s own provisioning still runs on the enterprise application',
    heldBy: ['Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  },
} as const satisfies Readonly<Record<string, GraphPermission>>;

/** Every permission the connector has a use for. */
export const GRAPH_PERMISSIONS: readonly GraphPermission[] = Object.values(GRAPH_PERMISSION);

/** The permissions without which a configuration of this scope does not work. */
export function neededGraphPermissions(scope: 'assigned' | 'all'): readonly GraphPermission[] {
  return GRAPH_PERMISSIONS.filter(({ needed }) => needed === 'always' || needed === scope);
}
