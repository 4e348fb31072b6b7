import { randomBytes } from 'node:crypto';

/** One row of who may use the application; `revokedSeq` is set once it was taken back. */
export interface Assignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group';
  /** Name of a group; a user's name is read from the person. */
  readonly groupName: string | null;
  readonly appRoleId: string;
  readonly createdAt: number;
  readonly createdSeq: number;
  readonly revokedSeq: number | null;
}

/** The role that stands for access without a role. */
export const defaultAppRoleId = '00000000-0000-0000-0000-000000000000';

const keptRevoked = 5_000;

/** Rows in the order of their creation, with those taken back kept a while for readers whose view trails. */
export class AssignmentList {
  #rows: Assignment[];
  #revoked = 0;
  readonly #mark: () => number;

  constructor(rows: readonly Assignment[], mark: () => number) {
    this.#rows = [...rows];
    this.#revoked = rows.filter((row) => row.revokedSeq !== null).length;
    this.#mark = mark;
  }

  toData(): readonly Assignment[] {
    return this.#rows;
  }

  /** The rows a reader sees who knows only changes up to `seq`. */
  visible(seq: number): Assignment[] {
    return this.#rows.filter((row) => row.createdSeq <= seq && (row.revokedSeq === null || row.revokedSeq > seq));
  }

  /** The ids of all principals that are assigned now. */
  principals(): Set<string> {
    return new Set(this.#rows.filter((row) => row.revokedSeq === null).map((row) => row.principalId));
  }

  /** Assigns a principal; the same principal with the same role stays one row. */
  add(given: Pick<Assignment, 'principalId' | 'principalType' | 'groupName' | 'appRoleId' | 'createdAt'>): Assignment {
    const same = (row: Assignment) =>
      row.revokedSeq === null && row.principalId === given.principalId && row.appRoleId === given.appRoleId;
    const existing = this.#rows.find(same);
    if (existing !== undefined) return existing;
    return this.#append(given);
  }

  /** As `add`, for a principal known to be new, so that large seeds stay quick. */
  addNew(given: Parameters<AssignmentList['add']>[0]): Assignment {
    return this.#append(given);
  }

  /** Takes assignments of a principal back, all of them or those of one role; returns how many. */
  revoke(principalId: string, appRoleId?: string): number {
    let count = 0;
    this.#rows = this.#rows.map((row) => {
      const meant = row.principalId === principalId && (appRoleId === undefined || row.appRoleId === appRoleId);
      if (!meant || row.revokedSeq !== null) return row;
      count += 1;
      return { ...row, revokedSeq: this.#mark() };
    });
    this.#revoked += count;
    this.#dropOldRevoked();
    return count;
  }

  #append(given: Parameters<AssignmentList['add']>[0]): Assignment {
    const id = randomBytes(32).toString('base64url');
    const row: Assignment = { ...given, id, createdSeq: this.#mark(), revokedSeq: null };
    this.#rows.push(row);
    return row;
  }

  #dropOldRevoked(): void {
    if (this.#revoked <= keptRevoked * 2) return;
    let excess = this.#revoked - keptRevoked;
    this.#rows = this.#rows.filter((row) => row.revokedSeq === null || excess-- <= 0);
    this.#revoked = keptRevoked;
  }
}
