/** Reads a bundle of entries (C2SP tlog-tiles): each with its length in 16 bits before it. Throws when it ends within one. */
export function parseEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let offset = 0; offset < bundle.length;) {
    if (offset + 2 > bundle.length) throw new Error('bundle of entries ends within a length');
    const length = bundle[offset]! * 256 + bundle[offset + 1]!;
    const end = offset + 2 + length;
    if (end > bundle.length) throw new Error('bundle of entries ends within an entry');
    entries.push(bundle.subarray(offset + 2, end));
    offset = end;
  }
  return entries;
}
