import { ALERT_RULES, ASSUMED, CHANGE, MEASURED, QUIET_RUN, ROW_BYTES, requestsOf } from './figures.ts';
import { PRICES } from './prices.ts';

const HOURS = 730;
/** One run a minute. */
const RUNS = HOURS * 60;
const MEMORY_GB = 2;
const GB = 1e9;

/** One line of the bill: how much of what in a month, and USD. */
export interface Line {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  readonly usd: number;
}

const beyond = (amount: number, free: number): number => Math.max(amount - free, 0);

/** What a month costs for so many people in scope `assigned`, with public endpoints and nothing kept warm. */
export function monthFor(people: number): readonly Line[] {
  const changes = people * ASSUMED.changesPerPerson;
  const executions = RUNS + changes;
  const secondsOfRun = ASSUMED.secondsOfRun + people / ASSUMED.recordsPerSecond;
  const gbSeconds = (RUNS * secondsOfRun + changes * ASSUMED.secondsOfChange) * MEMORY_GB;
  const busOperations = changes * ASSUMED.busOperationsPerWake + HOURS * ASSUMED.busOperationsPerHour;
  const tableRequests =
    RUNS * requestsOf(QUIET_RUN.assigned, people) +
    changes * (requestsOf(CHANGE.run, people) + requestsOf(CHANGE.worker, people));
  const logBytes =
    RUNS * MEASURED.bytesPerRun + (changes / 1000) * MEASURED.bytesPerThousandChanges + ASSUMED.bytesOfDiagnostics;
  const blobOperations = RUNS * ASSUMED.blobOperationsPerRun;
  const vaultReads = HOURS * ASSUMED.vaultReadsPerHour;
  return [
    line(
      'Functions: executions',
      executions,
      '',
      (beyond(executions, PRICES.flexFreeExecutions) / 1e6) * PRICES.flexMillionExecutions,
    ),
    line('Functions: time', gbSeconds, 'GB-s', beyond(gbSeconds, PRICES.flexFreeGbSeconds) * PRICES.flexGbSecond),
    line(
      'Service Bus Standard: operations',
      busOperations,
      '',
      HOURS * PRICES.serviceBusHour +
        (beyond(busOperations, PRICES.serviceBusFreeOperations) / 1e6) * PRICES.serviceBusMillionOperations,
    ),
    line('Tables: requests', tableRequests, '', (tableRequests / 1e4) * PRICES.tableTenThousandRequests),
    line('Tables: stored', bytesFor(people) / GB, 'GB', (bytesFor(people) / GB) * PRICES.tableGb),
    line('Host storage: operations', blobOperations, '', (blobOperations / 1e4) * PRICES.blobTenThousandOperations),
    line('Log Analytics: taken in', logBytes / GB, 'GB', (logBytes / GB) * PRICES.logsGb),
    line('Key Vault: reads', vaultReads, '', (vaultReads / 1e4) * PRICES.vaultTenThousandReads),
    alertRules(),
  ];
}

/** A rule that asks less often than every quarter of an hour costs what one that does it then costs. */
function alertRules(): Line {
  const { every5, every15, every60, overMetrics } = ALERT_RULES;
  const asking = every5 * PRICES.alertRuleEvery5 + (every15 + every60) * PRICES.alertRuleEvery15;
  const rules = every5 + every15 + every60 + overMetrics;
  return line('Alert rules', rules, 'rules', asking + overMetrics * PRICES.alertRuleOverMetrics);
}

/** Bytes of the tables for so many people, each with a record, a claim and a membership, and the months of the journal. */
function bytesFor(people: number): number {
  const journal = people * ASSUMED.changesPerPerson * ASSUMED.journalMonths * ROW_BYTES.journal;
  return people * (ROW_BYTES.record + ROW_BYTES.claim + ROW_BYTES.member) + journal;
}

/** What an option adds to a month, for any number of people. */
export function options(): readonly Line[] {
  const fixedAddress = HOURS * (PRICES.natGatewayHour + PRICES.publicAddressHour);
  const endpoints = 4 * (HOURS * PRICES.privateEndpointHour + PRICES.privateZone);
  const premium = HOURS * (PRICES.serviceBusPremiumHour - PRICES.serviceBusHour);
  const warm = HOURS * 3600 * MEMORY_GB;
  return [
    line('`alwaysReadyWorkers` 1', warm, 'GB-s', warm * PRICES.alwaysReadyGbSecond),
    line('`networkTier` `egress`: NAT gateway and address', HOURS, 'h', fixedAddress),
    line(
      '`networkTier` `private`: the same, four endpoints with zones, Premium in place of Standard',
      HOURS,
      'h',
      fixedAddress + endpoints + premium,
    ),
  ];
}

/** What the first load of so many people costs once, beside the month: they are created, one request each. */
export function firstLoadFor(people: number): readonly Line[] {
  const gbSeconds = people * ASSUMED.secondsOfChange * MEMORY_GB;
  const requests = people * (requestsOf(CHANGE.run, people) + requestsOf(CHANGE.worker, people));
  const bytes = (people / 1000) * MEASURED.bytesPerThousandChanges;
  return [
    line('Functions: time', gbSeconds, 'GB-s', gbSeconds * PRICES.flexGbSecond),
    line('Tables: requests', requests, '', (requests / 1e4) * PRICES.tableTenThousandRequests),
    line('Log Analytics: taken in', bytes / GB, 'GB', (bytes / GB) * PRICES.logsGb),
  ];
}

function line(what: string, amount: number, unit: string, usd: number): Line {
  return { what, amount, unit, usd };
}
