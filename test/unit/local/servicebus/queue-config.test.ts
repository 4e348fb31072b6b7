import { Broker } from '../../../../local/servicebus/broker.ts';
import { durationMs, queueSettings } from '../../../../local/servicebus/queue-config.ts';
import { ManualClock } from './manual-clock.ts';

describe('durations', () => {
  it.each([
    ['PT30S', 30_000],
    ['PT1.5S', 1500],
    ['PT1M30S', 90_000],
    ['P1DT2H', 93_600_000],
    ['P14D', 1_209_600_000],
  ])('reads %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', '30', 'PT0S', 'P1M', 'PT1H30', '-PT1S'])('refuses "%s"', (text) => {
    expect(() => durationMs(text)).toThrow('ISO 8601');
  });
});

describe('queue configuration', () => {
  it('fills in the defaults', () => {
    expect(queueSettings({ Name: 'q' })).toEqual({
      name: 'q',
      lockDurationMs: 60_000,
      maxDeliveryCount: 10,
      requiresSession: false,
      timeToLiveMs: Number.POSITIVE_INFINITY,
      deadLetterExpired: false,
    });
  });

  it('accepts everything that the configuration of the vendor’s emulator spells out', () => {
    const Properties = {
      DeadLetteringOnMessageExpiration: true,
      DefaultMessageTimeToLive: 'PT1H',
      DuplicateDetectionHistoryTimeWindow: 'PT20S',
      ForwardDeadLetteredMessagesTo: '',
      ForwardTo: '',
      LockDuration: 'PT1M',
      MaxDeliveryCount: 3,
      RequiresDuplicateDetection: false,
      RequiresSession: true,
    };
    expect(queueSettings({ Name: 'q', Properties })).toMatchObject({ timeToLiveMs: 3_600_000, requiresSession: true });
  });

  it.each([
    [{ RequiresDuplicateDetection: true }, 'duplicate detection'],
    [{ ForwardTo: 'other' }, 'forwarding'],
    [{ MaxDeliveryCount: 0 }, 'MaxDeliveryCount'],
    [{ LockDuration: 'a minute' }, 'ISO 8601'],
  ])('refuses %j', (Properties, reason) => {
    expect(() => queueSettings({ Name: 'q', Properties })).toThrow(reason);
  });

  it('refuses a queue name that cannot be an address, and the same name twice', () => {
    const clock = new ManualClock(0);
    expect(() => new Broker([{ Name: '$cbs' }], clock)).toThrow('name');
    expect(() => new Broker([{ Name: 'q' }, { Name: 'Q' }], clock)).toThrow('twice');
  });
});
