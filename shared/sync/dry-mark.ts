import type { Verb } from '../domain/record.ts';
import type { Configuration } from './configuration.ts';
import type { DueEntry } from './ports.ts';

type InForce = Pick<Configuration, 'mode' | 'hash'>;

/** What a dry run found out about a record: what it would send, or why it would wait and until when (epoch milliseconds). */
export type DryFinding =
  | { readonly kind: 'would-send'; readonly verb: string; readonly attributes: readonly string[] }
  | { readonly kind: 'waiting' | 'parked'; readonly until: number; readonly reason: string };

export interface DryMark {
  readonly version: number;
  /** Hash of the configuration the finding was made under. */
  readonly configuration: string;
  readonly finding: DryFinding;
}

/** Text of the mark "would send": `version:configuration:verb:attribute,attribute`. */
export function wouldSend(version: number, hash: string, verb: Verb, attributes: readonly string[]): string {
  return `${version}:${hash}:${verb}:${attributes.join(',')}`;
}

/** Text of the mark "would wait": `version:configuration:kind:until:reason`. */
export function wouldWait(
  version: number,
  hash: string,
  { kind, until, reason }: Exclude<DryFinding, { kind: 'would-send' }>,
): string {
  return `${version}:${hash}:${kind}:${until}:${reason}`;
}

/** Reads a mark; attribute names and reasons hold colons themselves. undefined = no mark, or not one of ours. */
export function readDryMark(mark: string): DryMark | undefined {
  const [, version, configuration, verb, rest] = /^(\d+):([^:]*):([^:]*):(.*)$/s.exec(mark) ?? [];
  if (version === undefined || configuration === undefined || verb === undefined || rest === undefined)
    return undefined;
  return { version: Number(version), configuration, finding: findingOf(verb, rest) };
}

function findingOf(verb: string, rest: string): DryFinding {
  const [, until, reason] = /^(\d+):(.*)$/s.exec(rest) ?? [];
  if ((verb === 'waiting' || verb === 'parked') && until !== undefined && reason !== undefined)
    return { kind: verb, until: Number(until), reason };
  return { kind: 'would-send', verb, attributes: rest === '' ? [] : rest.split(',') };
}

/** What a dry run found out about this version under the configuration in force; undefined in other modes. */
export function dryFinding({ previewed, version }: DueEntry, { mode, hash }: InForce): DryFinding | undefined {
  if (mode !== 'dry') return undefined;
  const mark = readDryMark(previewed);
  return mark?.version === version && mark.configuration === hash ? mark.finding : undefined;
}

/** The entry as the mode in force sees it: a dry run counts no attempts, so that the mark says who waits and until when. */
export function asSeen(entry: DueEntry, inForce: InForce): DueEntry {
  const finding = dryFinding(entry, inForce);
  if (finding === undefined || finding.kind === 'would-send') return entry;
  const { kind, until, reason } = finding;
  return { ...entry, at: Math.max(entry.at, until), parked: kind === 'parked', reason };
}
