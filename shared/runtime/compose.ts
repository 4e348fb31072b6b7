import { createBusSender } from '../bus/bus-sender.ts';
import { configurationHash, type Settings } from '../config/load-configuration.ts';
import { createDigester } from '../domain/digest.ts';
import { timingsAt } from '../domain/timings.ts';
import { createOAuthCredential } from '../genesys/oauth-credential.ts';
import { createRoleProbe } from '../genesys/role-probe.ts';
import { createScimTarget, type ScimTargetOptions } from '../genesys/scim-client.ts';
import { createDirectoryProbe } from '../graph/directory-probe.ts';
import { createDirectory } from '../graph/graph-client.ts';
import { createNamedWaits } from '../graph/named-waits.ts';
import { createBudget } from '../sync/budget.ts';
import type { Configuration, Ports } from '../sync/configuration.ts';
import { type ControlCache, createControlCache } from '../sync/control-cache.ts';
import type { Check } from '../sync/preflight.ts';
import { createClaimsTable } from '../tables/claims-table.ts';
import { createControlTable } from '../tables/control-table.ts';
import { createJournalTable } from '../tables/journal-table.ts';
import { createMembersTable } from '../tables/members-table.ts';
import { createRecordsTable } from '../tables/records-table.ts';
import { createRowReports } from '../tables/row-reports.ts';
import { TABLE_NAMES } from '../tables/table-clients.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import { clockChecks } from './clock-checks.ts';
import { genesysChecks } from './genesys-checks.ts';
import { graphChecks } from './graph-checks.ts';
import { graphSignIn } from './identities.ts';
import { openBus, openTables, serverClocks, servicePrincipalOf } from './open-ends.ts';
import { patiently } from './patiently.ts';
import { platformChecks } from './platform-checks.ts';
import type { Secrets } from './secrets.ts';
import { processSink, VERSION } from './telemetry.ts';
import { USER_AGENT } from './user-agent.ts';
import { watchRequests } from './watch-requests.ts';

/** Everything of one process, wired to the real ends. */
export interface App {
  readonly ports: Ports;
  readonly controlCache: ControlCache;
  readonly checks: readonly Check[];
  /** Creates the tables that are missing; needed before the first use case. */
  prepare(): Promise<void>;
  /** Returns how many months of the journal went. */
  dropOldJournals(): Promise<number>;
  /** Reports secrets that are about to expire; at most hourly, and never throws. */
  lookAtSecrets(): Promise<void>;
  close(): Promise<void>;
}

/** Wires the use cases to Graph, Genesys, Service Bus and the tables; nothing is sent before `prepare`. */
export function composeApp(settings: Settings, secrets: Secrets): App {
  const { values } = settings;
  const clock = systemClock;
  const chance = systemChance;
  const { uuid } = chance;
  const configuration = configurationOf(settings, secrets.digestKey);
  const digester = createDigester(secrets.digestKey);
  const events = createTelemetry({
    sink: processSink,
    clock,
    chance,
    pseudonym: digester.pseudonym,
    tracePercent: values.TRACE_PERCENT,
    common: { instance: configuration.instance, version: VERSION },
  });

  const graph = {
    baseUrl: settings.graphUrl,
    credential: graphSignIn(settings, clock, secrets.entra),
    clock,
    uuid,
    userAgent: USER_AGENT,
    servicePrincipal: servicePrincipalOf(values),
    waits: createNamedWaits(clock),
    watch: watchRequests(events, 'graph', clock),
  };
  const tables = openTables(settings);
  const control = createControlTable({ client: tables.client('control'), uuid });
  const budget = createBudget({
    control,
    clock,
    chance,
    lanes: values.LANES,
    onWait: (outcome, ms) => events.measure('budget.wait', ms, { outcome }),
  });
  const watch = watchRequests(events, 'genesys', clock);
  const credential = createOAuthCredential({
    loginUrl: settings.genesysLoginUrl,
    clientId: values.GENESYS_CLIENT_ID ?? '',
    clientSecret: secrets.genesys,
    clock,
    userAgent: USER_AGENT,
    watch,
  });
  const genesys: Omit<ScimTargetOptions, 'writable'> = {
    apiUrl: settings.genesysApiUrl,
    credential,
    clock,
    observe: (limits) => budget.observe(limits),
    watch,
    userAgent: USER_AGENT,
  };
  const target = createScimTarget({ ...genesys, writable: () => configuration.mode === 'live' });
  const busClient = openBus(settings);
  const bus = createBusSender(busClient, values.QUEUE_NAME, { lanes: values.LANES, uuid });

  const report = createRowReports(clock, (row, error) =>
    events.emit('row-unreadable', { row, detail: describeError(error) }),
  );
  const journal = createJournalTable({ tables, clock, uuid });
  const ports: Ports = {
    configuration,
    clock,
    chance,
    events,
    digester,
    directory: createDirectory(graph),
    target,
    budget,
    records: createRecordsTable({ client: tables.client('records'), uuid, report }),
    control,
    members: createMembersTable(tables.client('members')),
    claims: createClaimsTable({ client: tables.client('claims'), uuid }),
    journal,
    bus,
  };
  // A failure is tried again by the next caller.
  const prepare = patiently(() => tables.ensure(TABLE_NAMES), 0, clock.now);
  const namesApplication = (values.SERVICE_PRINCIPAL_ID ?? values.ENTRA_APP_ID) !== undefined;
  // Each end brings its own questions, in the order in which the answers depend on each other.
  const checks: readonly Check[] = [
    ...platformChecks({ readSecrets: secrets.readAgain, prepare, busClient, queue: values.QUEUE_NAME }),
    ...graphChecks({ configuration, probe: createDirectoryProbe(graph), namesApplication }),
    ...genesysChecks({ ports, credential, role: createRoleProbe(genesys), prepare }),
    ...clockChecks(serverClocks(settings)),
  ];
  return {
    ports,
    controlCache: createControlCache(ports),
    checks,
    prepare,
    dropOldJournals: async () => (await journal.dropOld()).length,
    lookAtSecrets: secrets.look,
    close: () => busClient.close(),
  };
}

function configurationOf(settings: Settings, digestKey: string): Configuration {
  const { values, mapping, leaverActions } = settings;
  return {
    mode: values.MODE,
    scope: values.SCOPE,
    hash: configurationHash(settings, digestKey),
    mapping,
    leaverActions,
    adoption: values.ADOPTION,
    guardLimit: values.GUARD_LIMIT,
    createLimit: values.CREATE_LIMIT,
    timings: timingsAt(values.SPEED),
    lanes: values.LANES,
    startedAt: systemClock.now(),
    instance: systemChance.uuid(),
  };
}
