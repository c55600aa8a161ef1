const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Length of a reply in the unit in which the network counts. */
export function countText(text: string, unit: string): number {
  if (unit === 'graphemes') return Array.from(segmenter.segment(text)).length;
  return Array.from(text).length;
}
