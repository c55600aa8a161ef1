import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { canonicalJson, commit } from '.';

const folder = join(
  resolve(process.env['DIVAN_VECTORS'] ?? join(__dirname, '../../../../shared/vectors')),
  'jcs-rfc8785/testdata',
);
const present = existsSync(folder);
if (!present) console.warn(`published vectors are not at ${folder} (DIVAN_VECTORS): their tests are skipped`);

describe('canonical JSON', () => {
  (present ? it : it.skip)('agrees with the vectors of RFC 8785', () => {
    const names = readdirSync(join(folder, 'input'));
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) {
      const input: unknown = JSON.parse(readFileSync(join(folder, 'input', name), 'utf8'));
      expect(canonicalJson(input)).toBe(readFileSync(join(folder, 'output', name), 'utf8').trimEnd());
    }
  });

  it('is JSON of the same value, whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(!/\\ud[89a-f]/i.test(JSON.stringify(value)));
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toContain('\n');
      }),
    );
    expect(canonicalJson({ b: 1, a: [null, -0, 1e30], c: undefined, '\u20ac': 'é' })).toBe(
      '{"a":[null,0,1e+30],"b":1,"€":"é"}',
    );
    expect(canonicalJson(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
  });

  it('refuses what JSON cannot carry', () => {
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      undefined,
      () => 1,
      Symbol('s'),
      '\ud800',
      { '\udc00': 1 },
      [undefined],
    ]) {
      expect(() => canonicalJson(value)).toThrow('canonical JSON');
    }
  });

  it('agrees with JSON on what to escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
        fc.pre(!/\p{Surrogate}/u.test(text));
        expect(canonicalJson(text)).toBe(JSON.stringify(text));
      }),
      { numRuns: 2_000 },
    );
    for (const text of ['"', '\\', '\u0000', '\u001f', '\u007f', '\u2028', '\ud83d\ude00'])
      expect(canonicalJson(text)).toBe(JSON.stringify(text));
  });

  it('commits to salt and content', () => {
    expect(commit(Buffer.from('salt'), 'content')).toBe(commit(Buffer.from('sal'), Buffer.from('tcontent')));
    expect(commit(Buffer.from('salt'), 'content')).not.toBe(commit(Buffer.from('salt'), 'other'));
    expect(commit(Buffer.from([]), '')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});
