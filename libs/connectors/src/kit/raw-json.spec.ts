import fc from 'fast-check';
import { decodeUtf8, sliceJson, sliceJsonArray } from './raw-json';

describe('exact slices of JSON', () => {
  it('keeps spacing, escapes, number forms and key order', () => {
    const items = [
      '{ "b":1.0,\n "a": "\\u00e9\\/é" }',
      '12345678901234567890',
      '"]}"',
      '{"x":[{"y":"[\\"]"}]}',
      'null',
    ];
    const source = `\n{"cursor": "x", "items" : [ ${items.join(' ,\t')} ]}`;
    expect(sliceJsonArray(source, ['items'])).toEqual(items);
    expect(sliceJson(source, ['items', 0])).toBe(items[0]);
    expect(sliceJsonArray(`[${items.join(',')}]`)).toEqual(items);
  });

  it('finds nothing where there is nothing', () => {
    expect(sliceJsonArray('{"a":1}', ['a'])).toEqual([]);
    expect(sliceJsonArray('', [])).toEqual([]);
    expect(sliceJson('{}', ['a'])).toBeUndefined();
  });

  it('is the source for any JSON, and UTF-8 survives', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), fc.constantFrom('', ' ', '\n\t'), (items, space) => {
        const bytes = Buffer.from(`{"list":[${items.map((item) => space + item + space).join(',')}]}`);
        const slices = sliceJsonArray(decodeUtf8(bytes), ['list']);
        expect(slices).toEqual(items.map((item) => item.trim()));
      }),
    );
  });
});
