// As much of DER (ITU-T X.690) as a time-stamp request and its answer need. Written by hand: the request is forty bytes
// of constants, and of the answer four fields are read, so a library would be more code to trust than this.

/** One element: its tag, its content, and where the next one begins. */
export interface DerElement {
  tag: number;
  content: Buffer;
  end: number;
}

export const DER = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;

export function encodeDer(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length > 127) throw new Error('This element is longer than a request ever has.');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

/** Reads the element at `offset`; @throws on what is cut off or not in its shortest form. */
export function readDer(bytes: Buffer, offset = 0): DerElement {
  const tag = bytes[offset];
  // Tags of more than one byte have no place in a time-stamp.
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new Error('DER is cut off or has an unknown tag.');
  const { start, length } = readLength(bytes, offset + 1);
  const end = start + length;
  if (end > bytes.length) throw new Error('DER is cut off.');
  return { tag, content: bytes.subarray(start, end), end };
}

function readLength(bytes: Buffer, offset: number): { start: number; length: number } {
  const first = bytes[offset];
  if (first === undefined) throw new Error('DER is cut off.');
  if (first < 0x80) return { start: offset + 1, length: first };
  const more = first & 0x7f;
  const start = offset + 1 + more;
  if (more === 0 || more > 4 || start > bytes.length) throw new Error('DER has no usable length.');
  const length = bytes.readUIntBE(offset + 1, more);
  if (length < 0x80 || length < 256 ** (more - 1)) throw new Error('DER has a length that is not the shortest.');
  return { start, length };
}

/** All elements of a content, one after the other. */
export function derChildren(content: Buffer): DerElement[] {
  const children: DerElement[] = [];
  for (let offset = 0; offset < content.length; offset = children.at(-1)!.end) children.push(readDer(content, offset));
  return children;
}

/** The content of an element that must have this tag. */
export function derContent(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new Error(`DER has no element 0x${tag.toString(16)} where there must be one.`);
  return element.content;
}
