import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOf, compare, readable, signedBytesOf} from '../../dashboard/state/decode.js';

const bytes = (text) => new TextEncoder().encode(text);
const line = (letters) => letters.map(({text, right}) => (right ? text : `[${text}]`)).join('');

test('Bytes_Base64_AreUnsignedOrSigned', () => {
  assert.deepEqual([...bytesOf('AH+B/w==')], [0, 127, 129, 255]);
  assert.deepEqual([...signedBytesOf('AH+B/w==')], [0, 127, -127, -1]);
});

test('Compare_RightText_IsRightThroughout', () => {
  assert.equal(line(compare('größer', bytes('größer'))), 'größer');
});

test('Compare_WrongLetters_StandUnderTheirOwn', () => {
  assert.equal(line(compare('meet', bytes('mEeu'))), 'm[E]e[u]');
});

test('Compare_UnreadableOrMissingBytes_AreDots', () => {
  assert.equal(line(compare('abc', new Uint8Array([0xff, 0x07]))), '[·][·][·]');
});

test('Readable_UnknownPlaintext_ShowsWhatItCan', () => {
  assert.equal(readable(new Uint8Array([104, 105, 7])), 'hi·');
});
