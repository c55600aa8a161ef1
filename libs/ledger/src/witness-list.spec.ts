import { generateNoteKey } from '@divan/transparency-log';
import { parseWitnesses } from './witness-list';

const one = generateNoteKey('witness.example/one', 'cosignature').vkey;
const two = generateNoteKey('witness.example/two', 'cosignature').vkey;
const note = generateNoteKey('log.example').vkey;

describe('LEDGER_WITNESSES', () => {
  it('is lines or JSON', () => {
    const expected = [
      { name: 'witness.example/one', url: 'https://witness.example/one', vkey: one },
      { name: 'witness.example/two', url: 'https://witness.example', vkey: two },
    ];
    expect(parseWitnesses(`# a\n\n ${one}  https://witness.example/one/ \n${two} https://witness.example`)).toEqual(
      expected,
    );
    const list = [
      { vkey: one, url: 'https://witness.example/one', name: 'witness.example/one' },
      { vkey: two, url: 'https://witness.example/' },
    ];
    expect(parseWitnesses(JSON.stringify(list))).toEqual(expected);
    expect(parseWitnesses('  \n')).toEqual([]);
    expect(parseWitnesses('[]')).toEqual([]);
  });

  it.each([
    [one, 'not `vkey url`'],
    [`${one} https://a.example more`, 'not `vkey url`'],
    [`${one} ftp://a.example`, 'no http or https address'],
    [`${note} https://a.example`, 'not the key of a witness'],
    [`${one.slice(0, -4)}AAA= https://a.example`, 'has a key that is'],
    [`${one} https://a.example\n${one} https://b.example`, 'twice'],
    ['[{"vkey":1}]', 'not a JSON list'],
    [`[{"vkey":${JSON.stringify(one)},"url":"https://a.example","name":"b"}]`, 'names b'],
  ])('refuses %s', (text, why) => expect(() => parseWitnesses(text)).toThrow(why));
});
