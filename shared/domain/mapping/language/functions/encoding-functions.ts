import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import type { Part, Value } from '../value.ts';
import { textFunction, UNUSABLE } from './define.ts';

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = { unicode: 'utf16le', ascii: 'ascii', utf8: 'utf8' };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function fromBase64(text: string, call: CallBuilder): Buffer {
  const packed = text.replace(/\s+/g, '');
  if (!BASE64.test(packed)) throw call.error('the value is not base64');
  return Buffer.from(packed, 'base64');
}

function buildFromBase64(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  const encoding = ENCODINGS[call.isBlank(1) ? 'unicode' : (call.word(1) ?? '').toLowerCase()];
  if (encoding === undefined) {
    call.fail(1, 'unknown encoding', 'Unicode, ASCII or UTF8');
    return UNUSABLE;
  }
  return (source, context) => {
    const value = text(source, context);
    return value === null ? null : fromBase64(value, call).toString(encoding);
  };
}

// [MS-DTYP] 2.4.2.2: revision, count, 6 bytes of authority in network order, then sub-authorities of 4 bytes, little endian.
function sidText(bytes: Buffer, call: CallBuilder): string {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count > 15 || bytes.length !== 8 + 4 * count)
    throw call.error('the value is no security identifier');
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

const DN_PART = /^\s*[A-Za-z0-9.-]+\s*=\s*((?:\\.|[^\\,+])*)/;

// RFC 4514: parts stand between commas, and a backslash keeps the next character from meaning anything.
function dnComponent(name: string, number: number): string | null {
  const parts = name.match(/(?:\\.|[^\\,])+/gs) ?? [];
  const part = DN_PART.exec(parts[number - 1] ?? '')?.[1];
  return part === undefined ? null : part.trim().replace(/\\(.)/gs, '$1');
}

/** The functions about encodings and directory names. */
export const ENCODING_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'ConvertFromBase64',
    usage: 'ConvertFromBase64(text, encoding)',
    meaning: 'The text that base64 stands for; Unicode (UTF-16) unless ASCII or UTF8 is named.',
    min: 1,
    max: 2,
    build: buildFromBase64,
  },
  textFunction(
    {
      name: 'ConvertToBase64',
      usage: 'ConvertToBase64(text)',
      meaning: 'Base64 of the text in UTF-16, little endian.',
    },
    (text, call) => call.bounded(Buffer.from(text, 'utf16le').toString('base64')),
  ),
  textFunction(
    {
      name: 'ConvertToUTF8Hex',
      usage: 'ConvertToUTF8Hex(text)',
      meaning: 'The text in UTF-8 as upper-case hexadecimal digits.',
    },
    (text, call) => call.bounded(Buffer.from(text, 'utf8').toString('hex').toUpperCase()),
  ),
  textFunction(
    { name: 'CRef', usage: 'CRef(name)', meaning: 'A distinguished name as a reference; its text stays the same.' },
    (text) => text,
  ),
  {
    name: 'DNComponent',
    usage: 'DNComponent(name, number)',
    meaning: 'The value of one part of a distinguished name, counted from 1 from the left.',
    min: 2,
    max: 2,
    build: (call) => {
      const name = call.text(0);
      const number = call.integer(1);
      return (source, context) => {
        const value = name(source, context);
        return value === null ? null : dnComponent(value, number(source, context));
      };
    },
  },
  {
    name: 'DefaultDomain',
    usage: 'DefaultDomain()',
    meaning: "The tenant's default domain.",
    min: 0,
    max: 0,
    build: (call) => (_source, context) => {
      if (context.defaultDomain === null) throw call.error('the default domain of the tenant is not known here');
      return context.defaultDomain;
    },
  },
  textFunction(
    {
      name: 'StringFromSid',
      usage: 'StringFromSid(sid)',
      meaning: 'A security identifier, given in base64, as S-1-5-...; one that is text already stays as it is.',
    },
    (text, call) => (/^S-1(?:-\d+)+$/i.test(text) ? text : sidText(fromBase64(text, call), call)),
  ),
];
