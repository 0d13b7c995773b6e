// Bytes from the relay's base64, and texts that may hold any bytes.

/** @param {string} text @returns {Uint8Array} */
export function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** @param {string} text @returns {Int8Array} */
export function signedBytesOf(text) {
  return new Int8Array(bytesOf(text).buffer);
}

const strict = new TextDecoder('utf-8', {fatal: true});
/** Control, format and unassigned characters: nothing to be seen. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * What to show for the bytes of one character: itself, or a sign that stands for unreadable ones.
 * @param {Uint8Array} bytes
 */
function shown(bytes) {
  try {
    const text = strict.decode(bytes);
    if (text.length > 0 && !unseen.test(text)) return text;
  } catch {
    // not UTF-8: shown as unreadable
  }
  return '\u00b7';
}

/** @typedef {{text: string, right: boolean}} ReadCharacter */

/**
 * What was read, character by character of the plaintext, so that the lines stay one under another.
 * @param {string} plaintext
 * @param {Uint8Array} read
 * @returns {ReadCharacter[]}
 */
export function compare(plaintext, read) {
  const encoder = new TextEncoder();
  let at = 0;
  return Array.from(plaintext, (character) => {
    const expected = encoder.encode(character);
    const got = read.subarray(at, at + expected.length);
    at += expected.length;
    const right = got.length === expected.length && expected.every((byte, i) => byte === got[i]);
    return {text: right ? character : shown(got), right};
  });
}

/** @param {Uint8Array} read: of a message whose plaintext is not known */
export function readable(read) {
  return Array.from(new TextDecoder().decode(read), (c) => (unseen.test(c) ? '\u00b7' : c)).join('');
}
