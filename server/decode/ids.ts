import { base64Decode } from '@bufbuild/protobuf/wire';
import { DecodeError } from './rawSpan.ts';

const traceHex = /^[0-9a-fA-F]{32}$/;
const spanHex = /^[0-9a-fA-F]{16}$/;
const zeros = '0'.repeat(32);

export function isZeroId(hex: string): boolean {
  return hex === zeros || hex === zeros.slice(16);
}

/** Lower-case hex of a textual trace id: 32 hex digits (also after `0x` or `tr-`), or base64 of 16 bytes. */
export function traceIdFrom(text: string): string {
  const bare = text.startsWith('0x') ? text.slice(2) : text.startsWith('tr-') ? text.slice(3) : text;
  return checked(traceHex.test(bare) ? bare.toLowerCase() : hexOfBase64(text, 24), text, 'trace id', 16);
}

/** Lower-case hex of a textual span id: 16 hex digits (also after `0x`), or base64 of 8 bytes. */
export function spanIdFrom(text: string): string {
  const bare = bareHex(text);
  return checked(spanHex.test(bare) ? bare.toLowerCase() : hexOfBase64(text, 12), text, 'span id', 8);
}

/** `undefined` for a root: no id, an empty one, or all zeros. */
export function parentIdFrom(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  if (isZeroId(bareHex(text))) return undefined;
  return spanIdFrom(text);
}

/** Without MLflow 2's `0x`; base64 may begin with these letters too, so that length decides. */
function bareHex(text: string): string {
  return text.length === 18 && text.startsWith('0x') ? text.slice(2) : text;
}

function checked(hex: string | undefined, text: string, what: string, bytes: number): string {
  if (hex === undefined || hex.length !== bytes * 2) {
    throw new DecodeError(
      `expected a ${what} of ${bytes} bytes in hex or base64, got ${JSON.stringify(text.slice(0, 50))}`,
    );
  }
  if (isZeroId(hex)) throw new DecodeError(`a ${what} must not be all zeros`);
  return hex;
}

function hexOfBase64(text: string, length: number): string | undefined {
  if (text.length !== length) return undefined;
  try {
    return hexOf(base64Decode(text));
  } catch {
    return undefined; // not base64 either: the caller says what was expected
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Standard base64 with padding of a hex id, as MLflow 3 artifacts write it. */
export function base64OfHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
