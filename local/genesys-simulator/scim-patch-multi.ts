import { isObject, type JsonObject } from './account.ts';
import type { Condition } from './conditions.ts';
import { invalidValue, scimRefusal } from './refusal.ts';
import type { Edit } from './scim-patch.ts';
import type { Switches } from './switches.ts';

function matches(item: JsonObject, conditions: readonly Condition[]): boolean {
  return conditions.every(({ attribute, value }) => {
    const name = Object.keys(item).find((key) => key.toLowerCase() === attribute.toLowerCase());
    return name !== undefined && String(item[name]) === value;
  });
}

function itemsOf(container: JsonObject, name: string): JsonObject[] {
  const held = container[name];
  return Array.isArray(held) ? held.filter(isObject) : [];
}

function readItems(name: string, value: unknown): JsonObject[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (!isObject(item)) throw invalidValue(`${name} takes objects`);
    return { ...item };
  });
}

/** An item with the same key takes the place of the held one: each phone type, role and authority is one slot. */
function merged(held: readonly JsonObject[], added: readonly JsonObject[], key: string): JsonObject[] {
  const isReplaced = (item: JsonObject) => added.some((other) => other[key] === item[key]);
  return [...held.filter((item) => !isReplaced(item)), ...added];
}

function applyWhole(container: JsonObject, edit: Edit, switches: Switches): void {
  const { name, key = 'value' } = edit.path.attribute;
  if (edit.op === 'remove' || edit.value === null) {
    if (switches.removeAttribute === 'works') delete container[name];
    return;
  }
  const items = readItems(name, edit.value);
  container[name] = edit.op === 'replace' ? items : merged(itemsOf(container, name), items, key);
}

function removeMatches(container: JsonObject, edit: Edit, found: readonly JsonObject[], switches: Switches): void {
  const { attribute, sub } = edit.path;
  if (switches.removeValuePath === 'ignored') return;
  if (found.length === 0) {
    if (switches.removeNoMatch === 'ignored') return;
    throw scimRefusal(400, 'noTarget', `No value of ${attribute.name} matches the filter`);
  }
  if (sub === 'primary') {
    for (const item of found) delete item[sub];
    return;
  }
  // An item without its value or its key means nothing, so the item goes with either of them.
  container[attribute.name] = itemsOf(container, attribute.name).filter((item) => !found.includes(item));
}

/** The item that a filter on the key describes: the vendor's own Entra mapping relies on its being created. */
function createdFrom(edit: Edit, conditions: readonly Condition[]): JsonObject {
  const { attribute } = edit.path;
  const [only, ...others] = conditions;
  if (only === undefined || others.length > 0 || only.attribute.toLowerCase() !== attribute.key?.toLowerCase()) {
    throw scimRefusal(400, 'noTarget', `No value of ${attribute.name} matches the filter`);
  }
  return { [attribute.key ?? 'value']: only.value };
}

function writeInto(item: JsonObject, edit: Edit): void {
  const { attribute, sub } = edit.path;
  if (sub !== undefined) {
    item[sub] = edit.value;
    return;
  }
  if (!isObject(edit.value)) throw invalidValue(`${attribute.name} takes an object here`);
  if (edit.op === 'replace') {
    for (const name of Object.keys(item)) if (name !== attribute.key) delete item[name];
  }
  Object.assign(item, edit.value);
}

/** Applies one operation to a multi-valued attribute, with or without a value path. */
export function applyToMulti(container: JsonObject, edit: Edit, switches: Switches): void {
  const { attribute, conditions, sub } = edit.path;
  if (conditions === undefined) {
    applyWhole(container, edit, switches);
    return;
  }
  const ofMirror = (item: Condition) => item.attribute.toLowerCase() === 'type' && item.value === 'other';
  if (attribute.name === 'emails' && conditions.some(ofMirror)) {
    throw scimRefusal(400, 'mutability', 'emails of type other follow userName and cannot be written');
  }
  const items = itemsOf(container, attribute.name);
  const found = items.filter((item) => matches(item, conditions));
  container[attribute.name] = items;
  if (edit.op === 'remove' || edit.value === null) {
    removeMatches(container, edit, found, switches);
    return;
  }
  const targets = found.length > 0 ? found : [createdFrom(edit, conditions)];
  for (const item of targets) writeInto(item, edit);
  // RFC 7644 3.5.2: setting primary on one value clears it on the others.
  const setsPrimary = sub === 'primary' ? edit.value === true : isObject(edit.value) && edit.value.primary === true;
  if (setsPrimary) for (const item of items) if (!targets.includes(item)) item.primary = false;
  if (found.length === 0) container[attribute.name] = [...items, ...targets];
  if (found.length > 0 && sub === 'value') {
    // The slot written last wins where two types share one profile field.
    container[attribute.name] = [...items.filter((item) => !targets.includes(item)), ...targets];
  }
}
