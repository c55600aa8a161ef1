import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes to text without loss for valid UTF-8 (a byte order mark is kept). */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * The exact source text of every element of the array at `path`, in order. JSON.parse followed by JSON.stringify would
 * lose spacing, escapes, key order of repeated keys and long numbers; a record must not.
 */
export function sliceJsonArray(source: string, path: (string | number)[] = []): string[] {
  const node = nodeAt(source, path);
  if (node?.type !== 'array') return [];
  return (node.children ?? []).map((child) => textOf(source, child));
}

/** The exact source text of the value at `path`, or undefined when there is none. */
export function sliceJson(source: string, path: (string | number)[]): string | undefined {
  const node = nodeAt(source, path);
  return node && textOf(source, node);
}

function nodeAt(source: string, path: (string | number)[]): Node | undefined {
  const tree = parseTree(source, [], { disallowComments: true, allowTrailingComma: false });
  return tree && findNodeAtLocation(tree, path);
}

function textOf(source: string, node: Node): string {
  return source.slice(node.offset, node.offset + node.length);
}
