import { CORE, ENTERPRISE, GENESYS, isObject, type JsonObject } from './account.ts';
import { invalidValue, scimRefusal } from './refusal.ts';
import { applyToMulti } from './scim-patch-multi.ts';
import { parsePath, type TargetPath } from './scim-path.ts';
import type { Switches } from './switches.ts';

/** One operation on one attribute; the form without a path is already taken apart. */
export interface Edit {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: TargetPath;
  readonly value: unknown;
}

function readOp(value: unknown): Edit['op'] {
  // The Entra provisioning client capitalises the words and works with this service, so case cannot matter.
  const op = typeof value === 'string' ? value.toLowerCase() : '';
  if (op === 'add' || op === 'replace' || op === 'remove') return op;
  throw scimRefusal(400, 'invalidSyntax', 'op must be add, replace or remove');
}

function withoutPath(op: Edit['op'], value: unknown): Edit[] {
  if (op === 'remove') throw scimRefusal(400, 'noTarget', 'remove needs a path');
  if (!isObject(value)) throw scimRefusal(400, 'invalidSyntax', 'Without a path the value must be an object');
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'schemas') return [];
    const urn = [CORE, ENTERPRISE, GENESYS].find((known) => known.toLowerCase() === key.toLowerCase());
    if (urn === undefined) return [{ op, path: parsePath(key), value: item }];
    if (!isObject(item)) throw invalidValue(`${key} must be an object`);
    return Object.entries(item).map(([name, inner]) => ({ op, path: parsePath(`${urn}:${name}`), value: inner }));
  });
}

/** Reads a PatchOp message. The content of `schemas` is not checked: a user schema there is known to work. */
export function readEdits(body: unknown): Edit[] {
  if (!isObject(body) || !Array.isArray(body.schemas)) {
    throw scimRefusal(400, 'invalidSyntax', 'schemas is required');
  }
  const operations = body.Operations;
  if (!Array.isArray(operations) || operations.length === 0) {
    throw scimRefusal(400, 'invalidSyntax', 'Operations must be a list with at least one operation');
  }
  return operations.flatMap((item: unknown): Edit[] => {
    if (!isObject(item)) throw scimRefusal(400, 'invalidSyntax', 'An operation must be an object');
    const op = readOp(item.op);
    const path = item.path;
    if (path === undefined || path === null) return withoutPath(op, item.value);
    if (typeof path !== 'string') throw scimRefusal(400, 'invalidPath', 'path must be text');
    const urn = [ENTERPRISE, GENESYS].find((known) => known.toLowerCase() === path.toLowerCase());
    if (urn !== undefined) return withoutPath(op, { [urn]: item.value });
    if (op !== 'remove' && item.value === undefined) {
      throw scimRefusal(400, 'invalidSyntax', `${op} needs a value`);
    }
    return [{ op, path: parsePath(path), value: item.value }];
  });
}

/** Drops or refuses what the switches say about short paths and about `active` next to other attributes. */
export function admitEdits(edits: readonly Edit[], switches: Switches): Edit[] {
  const kept = edits.filter((edit) => {
    if (!edit.path.short || switches.shortExtensionPath === 'accepted') return true;
    if (switches.shortExtensionPath === 'ignored') return false;
    throw scimRefusal(400, 'invalidPath', `${edit.path.attribute.name} needs the full URN of its extension`);
  });
  const isActive = (edit: Edit) => edit.path.attribute.name === 'active';
  if (!kept.some(isActive) || kept.every(isActive) || switches.activeWithOthers === 'all') return kept;
  if (switches.activeWithOthers === 'active-only') return kept.filter(isActive);
  throw invalidValue('active is the only modifiable field of this call');
}

function containerOf(draft: JsonObject, urn: string): JsonObject {
  if (urn === CORE) return draft;
  const held = draft[urn];
  if (isObject(held)) return held;
  const made: JsonObject = {};
  draft[urn] = made;
  return made;
}

function managerValue(value: unknown): unknown {
  if (isObject(value)) {
    if (typeof value.value === 'string') return { value: value.value };
    throw invalidValue('manager needs a value');
  }
  return { value };
}

/** Applies one operation to a writable document, as RFC 7644 3.5.2 says. */
export function applyEdit(draft: JsonObject, edit: Edit, switches: Switches): void {
  const { attribute } = edit.path;
  if (attribute.rule === 'readOnly') throw scimRefusal(400, 'mutability', `${attribute.name} is read-only`);
  const container = containerOf(draft, attribute.urn);
  if (attribute.shape === 'multi') {
    applyToMulti(container, edit, switches);
    return;
  }
  // RFC 7643 2.5: null is the same as unassigned.
  if (edit.op === 'remove' || edit.value === null) {
    if (attribute.rule === 'required') throw scimRefusal(400, 'mutability', `${attribute.name} cannot be removed`);
    if (switches.removeAttribute === 'works') delete container[attribute.name];
    return;
  }
  container[attribute.name] = attribute.shape === 'manager' ? managerValue(edit.value) : edit.value;
}
