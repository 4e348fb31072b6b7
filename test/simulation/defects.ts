/** One rule of the record protocol broken on purpose, which the simulation must notice. */
export interface Defect {
  readonly name: string;
  /** The part of the protocol the rule belongs to. */
  readonly key: RuleKey;
  /** The rule it breaks. */
  readonly rule: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The directed history that finds it; without one a random history does (found-by.ts). */
  readonly directed?: string;
}

/** Rules that small models broke without: each is covered by a defect. */
export const CORE_RULES = [
  'epoch',
  'source-ahead',
  'race-merge',
  'unknown-outcome',
  'takeover-read-again',
  'create-quiet',
  'name-held',
  'claims',
  'release-life',
] as const;

export type RuleKey = (typeof CORE_RULES)[number] | 'enumeration' | 'intent' | 'release' | 'configuration';

export const DEFECTS: readonly Defect[] = [
  {
    name: 'epoch-unchecked',
    key: 'epoch',
    rule: 'A writer with a smaller epoch than the record carries stops.',
    file: 'shared/sync/want-writer.ts',
    find: "if (before.epoch > lease.epoch) throw new LeaseLost('a newer instance wrote this record');",
    replace: '',
  },
  {
    name: 'epoch-unstamped',
    key: 'epoch',
    rule: 'The first round after taking the lease writes its epoch on every record it is delivered.',
    file: 'shared/sync/want-writer.ts',
    find: 'if (stampOnly && !(options.stampAll && before.epoch < lease.epoch)) return before;',
    replace: 'if (stampOnly) return before;',
  },
  {
    name: 'ahead-confirms',
    key: 'source-ahead',
    rule: "A reading whose digest differs from the record's is written but never confirms the version.",
    file: 'shared/sync/settle.ts',
    find: 'if (!ahead) {',
    replace: 'if (ahead || !ahead) {',
  },
  {
    name: 'unknown-clears-intent',
    key: 'unknown-outcome',
    rule: 'A request whose outcome is unknown leaves the intent in place until its expiry.',
    file: 'shared/sync/attempt.ts',
    find: '? { ...have, suspect: true, nextAttempt, reason: error.code }',
    replace: '? { ...have, intent: null, suspect: true, nextAttempt: 0, reason: error.code }',
  },
  {
    name: 'unknown-forgotten',
    key: 'unknown-outcome',
    rule: 'After an unknown outcome the account is read before anything is decided.',
    file: 'shared/sync/attempt.ts',
    find: '? { ...have, suspect: true, nextAttempt, reason: error.code }',
    replace: '? { ...have, intent: null, nextAttempt: 0, reason: error.code }',
  },
  {
    name: 'reading-not-recorded',
    key: 'unknown-outcome',
    rule: 'What a reading shows as wanted counts as sent.',
    file: 'shared/sync/apply-in-scope.ts',
    find: 'if (account !== undefined) update(',
    replace: 'if (account === undefined && Boolean(account)) update(',
    directed: 'value-back-after-lost-answer',
  },
  {
    name: 'takeover-reads-once',
    key: 'takeover-read-again',
    rule: 'Every takeover has the target read once more ten minutes later.',
    file: 'shared/sync/apply.ts',
    find: 'const readAgainAt = Math.max(have.readAgainAt ?? 0, now + timings.readAgain);',
    replace: 'const readAgainAt = have.readAgainAt;',
  },
  {
    name: 'confirm-drops-read-again',
    key: 'takeover-read-again',
    rule: 'Ordinary confirms keep readAgainAt.',
    file: 'shared/sync/settle.ts',
    find: 'readAgainAt: lookedAgain ? null : have.readAgainAt,',
    replace: 'readAgainAt: null,',
  },
  {
    name: 'create-not-quiet',
    key: 'create-quiet',
    rule: 'After the takeover of a create nothing is written for the record until 15 minutes later.',
    file: 'shared/sync/apply.ts',
    find: "searched(timings.createQuiet, 'create-unknown')",
    replace: "searched(0, 'create-unknown')",
  },
  {
    name: 'create-not-searched',
    key: 'create-quiet',
    rule: 'A create of unknown outcome is searched for before another POST.',
    file: 'shared/sync/obtain-account.ts',
    find: 'if (attempt.record.have.searchAfter !== null) {',
    replace: 'if (attempt.record.have.searchAfter === Number.NaN) {',
  },
  {
    name: 'leaver-create-not-searched',
    key: 'create-quiet',
    rule: 'A leaver whose create was lost is searched for as well.',
    file: 'shared/sync/apply-leaver.ts',
    find: "accountId === null && searchAfter !== null && action !== 'keep' ? await findOwn(attempt) : undefined",
    replace: 'accountId !== null && searchAfter === Number.NaN ? await findOwn(attempt) : undefined',
  },
  {
    name: 'name-held-forever',
    key: 'name-held',
    rule: 'A record parked for a name is looked at after an hour at the latest.',
    file: 'shared/domain/timings.ts',
    find: 'nameHeld: HOUR,',
    replace: 'nameHeld: 100 * DAY,',
    directed: 'name-freed-by-nobody',
  },
  {
    name: 'adoption-unclaimed',
    key: 'claims',
    rule: 'An adoption writes the claim before it sends.',
    file: 'shared/sync/obtain-account.ts',
    find: "if (await claimAccount(attempt, holder, 'adopted')) return;",
    replace: 'return;',
  },
  {
    name: 'claim-not-rewritten',
    key: 'claims',
    rule: 'An adoption writes its own claim again too, so that the ETag changes.',
    file: 'shared/sync/claim-account.ts',
    find: 'await claims.replace(targetId, mine, claim.etag);',
    replace: 'if (claim.value.owner !== mine.owner) await claims.replace(targetId, mine, claim.etag);',
  },
  {
    name: 'claim-unchecked',
    key: 'claims',
    rule: 'The claim is checked right before a disable, an enable and a delete.',
    file: 'shared/sync/own-account.ts',
    find: 'if (await isOwnAccount(attempt)) return;',
    replace: 'if (attempt.id !== String(Number.NaN)) return;',
    directed: 'account-restored-for-another',
  },
  {
    name: 'release-not-renewed',
    key: 'release-life',
    rule: 'A release that ran out is confirmed again.',
    file: 'shared/sync/release.ts',
    find: "if (configuration.mode === 'live' && gateOpen) await renewReleases(ports, lease);",
    replace: '',
  },
  {
    name: 'watermark-first',
    key: 'enumeration',
    rule: 'A watermark moves only after the page is stored.',
    file: 'shared/sync/users-round.ts',
    find: 'await storePage(ports, writer, page);',
    replace:
      "await save({ ...current(), link: page.nextLink ?? '', deltaLink: page.deltaLink ?? deltaLink, linkAt: clock.now() });\n    await storePage(ports, writer, page);",
  },
  {
    name: 'doubt-ignored',
    key: 'enumeration',
    rule: 'A contradiction between two sights of the source is looked at until they agree.',
    file: 'shared/domain/record.ts',
    find: 'want.doubtUntil !== null ||',
    replace: '',
  },
  {
    name: 'doubt-unanswered',
    key: 'enumeration',
    rule: 'A source-doubt is answered by the next run with a reading.',
    file: 'shared/sync/enumerate.ts',
    find: "await guarded('source', () => answerDoubts(ports, lease));",
    replace: '',
  },
  {
    name: 'return-unread',
    key: 'enumeration',
    rule: 'A return is applied only after a fresh read.',
    file: 'shared/domain/want.ts',
    find: "if (look.kind === 'missing' || (look.enabled && want.source !== 'present')) return 'needs-reading';",
    replace:
      "if (look.kind === 'missing') return 'needs-reading';\n  if (look.enabled && want.source !== 'present') return fromReading(want, look, context);",
  },
  {
    name: 'takeover-early',
    key: 'intent',
    rule: 'Nobody takes a record over before its intent expires.',
    file: 'shared/sync/apply.ts',
    find: 'if (have.intent !== null && have.intent.expiry > now) {',
    replace: 'if (have.intent !== null && have.intent.expiry > now + 90_000) {',
  },
  {
    name: 'race-drops-work',
    key: 'race-merge',
    rule: 'A save that lost a race stores what its request did.',
    file: 'shared/sync/attempt.ts',
    find: 'return { ...now, accountId, state, sent, echo, targetVersion, searchAfter, intent: null };',
    replace: 'return { ...now, intent: null };',
  },
  {
    name: 'departure-number-reused',
    key: 'release',
    rule: 'The departure number grows whenever a person leaves scope.',
    file: 'shared/domain/want.ts',
    find: 'const number = after.departures + 1;',
    replace: 'const number = Math.max(after.departures, 1);',
  },
  {
    name: 'purge-taken-softly',
    key: 'enumeration',
    rule: 'A removal with reason deleted is a purge.',
    file: 'shared/domain/want.ts',
    find: "look.reason === 'deleted' ? 'purged' : 'softDeleted'",
    replace: "'softDeleted'",
  },
  {
    name: 'configuration-without-refresh',
    key: 'configuration',
    rule: 'A new configuration begins a refresh of every record.',
    file: 'shared/sync/enumerate.ts',
    find: "if (stored !== undefined && stored.hash !== hash) await beginRefresh(ports, lease, 'configuration', true);",
    replace: '',
  },
];
