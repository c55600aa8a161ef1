import { toPlainInput } from './plain-input';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('toPlainInput', () => {
  it('drops what PostgreSQL cannot hold, at any level', () => {
    const input = { name: 'a\0b', list: ['\ud800x', '😀\0'], inner: { text: 'x\udc00' }, n: 1, none: null };
    expect(toPlainInput(input)).toEqual({
      name: 'ab',
      list: ['\ufffdx', '😀'],
      inner: { text: 'x\ufffd' },
      n: 1,
      none: null,
    });
  });

  it('leaves every whole character as it is', () => {
    const text = '👩‍👩‍👧 فارسی \u200c é\n\t';
    expect(toPlainInput(text)).toBe(text);
  });

  it('refuses what would end the stack', () => {
    expect(() => toPlainInput(nested(33))).toThrow(expect.objectContaining({ code: 'platform.too_deep', status: 400 }));
    expect(() => toPlainInput(nested(20_000))).toThrow(expect.objectContaining({ code: 'platform.too_deep' }));
    expect(toPlainInput(nested(32))).toEqual(nested(32));
  });

  it.each(['toString', 'constructor', 'hasOwnProperty', 'a\0b'])('refuses a field named %j', (name) => {
    expect(() => toPlainInput({ inner: { [name]: 1 } })).toThrow(
      expect.objectContaining({ code: 'platform.invalid_request', status: 400 }),
    );
  });
});
