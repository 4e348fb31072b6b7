import { readFileSync } from 'node:fs';
import type { ServiceBusClient } from '@azure/service-bus';
import { durationMs } from '../../local/servicebus/queue-config.ts';
import { wakesQueue } from '../../local/servicebus/wakes-queue.ts';
import { createBusSender } from '../../shared/bus/bus-sender.ts';
import { entriesOf, parametersOf, quoted, readBicep, resourcesOf } from '../support/bicep.ts';

const queue = resourcesOf(readBicep('infra/modules/service-bus.bicep')).find(({ type }) => type.includes('/queues@'));
const inAzure = entriesOf(queue?.body ?? '');
const host = JSON.parse(readFileSync('host.json', 'utf8')).extensions.serviceBus;

/** Sessions, duplicate detection and partitioning of every version so far; what is deployed is never edited here. */
const VERSIONS: Readonly<Record<number, readonly string[]>> = { 1: ['true', 'false', 'false'] };

/** `hh:mm:ss` of host.json in milliseconds. */
function spanMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

describe('the queue of wakes', () => {
  it('is in Azure what it is on the desk', () => {
    const onTheDesk = Object.entries(wakesQueue('any').Properties ?? {}).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      typeof value === 'string' ? `'${value}'` : String(value),
    ]);
    expect(onTheDesk.length).toBeGreaterThan(5);
    for (const [name, value] of onTheDesk) expect([name, inAzure.get(name ?? '')]).toEqual([name, value]);
  });

  it('is what the trigger and host.json count on', () => {
    const trigger = readFileSync('functions/apply-change.ts', 'utf8');
    expect(trigger).toContain(`isSessionsEnabled: ${inAzure.get('requiresSession')}`);
    expect(spanMs(host.maxAutoLockRenewalDuration)).toBeGreaterThan(
      durationMs(quoted(inAzure.get('lockDuration') ?? '')[0] ?? ''),
    );
    expect(host).toMatchObject({ autoCompleteMessages: true, prefetchCount: 0 });
  });

  it('keeps a wake as long as its sender asks for', async () => {
    const sent: { timeToLive?: number }[] = [];
    const sender = {
      sendMessages: async (messages: typeof sent) => void sent.push(...messages),
      close: async () => {},
    };
    const client = { createSender: () => sender } as unknown as ServiceBusClient;
    await createBusSender(client, 'any', { lanes: 1, uuid: () => 'id' }).send([
      { kind: 'user', objectId: 'p1', why: 'due', urgent: false },
    ]);
    expect(sent.map(({ timeToLive }) => timeToLive)).toEqual([
      durationMs(quoted(inAzure.get('defaultMessageTimeToLive') ?? '')[0] ?? ''),
    ]);
  });

  it('has a new version for every change that an existing queue cannot take', () => {
    const version = parametersOf(readBicep('infra/main.bicep')).find(({ name }) => name === 'queueVersion')?.default;
    const now = ['requiresSession', 'requiresDuplicateDetection', 'enablePartitioning'].map((name) =>
      inAzure.get(name),
    );
    expect(VERSIONS[Number(version)]).toEqual(now);
  });

  it('has a name that says its version, and the app gets that name', () => {
    expect(queue?.body).toMatch(/name: 'wakes-v\$\{queueVersion\}'/);
    expect(readBicep('infra/modules/service-bus.bicep')).toContain('output queueName string = queue.name');
    expect(readBicep('infra/main.bicep')).toContain('queueName: serviceBus.outputs.queueName');
    expect(readBicep('infra/modules/function-app.bicep')).toContain('QUEUE_NAME: queueName');
  });
});
