/** One queue, in the shape of `UserConfig.Namespaces[].Queues[]` in the configuration of Microsoft's emulator. */
export interface QueueConfig {
  readonly Name: string;
  readonly Properties?: QueueProperties;
}

/** The queue properties this broker knows; durations are ISO 8601. */
export interface QueueProperties {
  /** Default `PT1M`. Microsoft's emulator wants 5 s to 5 min; shorter is accepted here. */
  readonly LockDuration?: string;
  /** Default 10, as in Azure. */
  readonly MaxDeliveryCount?: number;
  readonly RequiresSession?: boolean;
  /** Default: messages never expire. */
  readonly DefaultMessageTimeToLive?: string;
  readonly DeadLetteringOnMessageExpiration?: boolean;
  /** Only `false` is accepted: duplicate detection is left out. */
  readonly RequiresDuplicateDetection?: boolean;
  /** Read by Microsoft's emulator; without effect here. */
  readonly DuplicateDetectionHistoryTimeWindow?: string;
  /** Only the empty string is accepted: forwarding is left out. */
  readonly ForwardTo?: string;
  /** Only the empty string is accepted: forwarding is left out. */
  readonly ForwardDeadLetteredMessagesTo?: string;
}

/** What the engine needs to know about a queue; durations in milliseconds. */
export interface QueueSettings {
  readonly name: string;
  readonly lockDurationMs: number;
  readonly maxDeliveryCount: number;
  readonly requiresSession: boolean;
  readonly timeToLiveMs: number;
  readonly deadLetterExpired: boolean;
}

const duration = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds in an ISO 8601 duration of days, hours, minutes and seconds. Throws on anything else. */
export function durationMs(text: string): number {
  const parts = duration.exec(text);
  const [days, hours, minutes, seconds] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  if (parts === null || total <= 0) {
    throw new Error(`"${text}" is not a positive ISO 8601 duration such as PT30S.`);
  }
  return Math.round(total * 1000);
}

/** Checks one queue's configuration and fills in the defaults. Throws on values this broker cannot honour. */
export function queueSettings(config: QueueConfig): QueueSettings {
  const properties = config.Properties ?? {};
  const refuse = (why: string): never => {
    throw new Error(`Queue "${config.Name}": ${why}`);
  };
  if (!/^[A-Za-z0-9][\w.\-/]*$/.test(config.Name)) {
    refuse('the name must start with a letter or digit and hold only letters, digits, ".", "-", "_" and "/".');
  }
  if (properties.RequiresDuplicateDetection === true) {
    refuse('duplicate detection is not implemented.');
  }
  if (properties.ForwardTo || properties.ForwardDeadLetteredMessagesTo) {
    refuse('forwarding is not implemented.');
  }
  const maxDeliveryCount = properties.MaxDeliveryCount ?? 10;
  if (!Number.isInteger(maxDeliveryCount) || maxDeliveryCount < 1) {
    refuse('MaxDeliveryCount must be a whole number of at least 1.');
  }
  const timeToLive = properties.DefaultMessageTimeToLive;
  return {
    name: config.Name,
    lockDurationMs: durationMs(properties.LockDuration ?? 'PT1M'),
    maxDeliveryCount,
    requiresSession: properties.RequiresSession ?? false,
    timeToLiveMs: timeToLive === undefined ? Number.POSITIVE_INFINITY : durationMs(timeToLive),
    deadLetterExpired: properties.DeadLetteringOnMessageExpiration ?? false,
  };
}
