import * as fc from 'fast-check';
import { csvLine } from './export-format';

/** A reader of RFC 4180 written from the standard. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const row: string[] = [];
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (!found) throw new Error('no CSV');
    row.push(found[1] === undefined ? found[2]! : found[1].replaceAll('""', '"'));
    if (found[3] === '\r\n') rows.push(row.splice(0));
  }
  return rows;
}

describe('CSV', () => {
  it('is read back as it was by a reader of RFC 4180, apart from the guard against formulas', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 })), (rows) => {
        const read = parseCsv(rows.map(csvLine).join(''));
        expect(read.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')))).toEqual(
          rows.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''))),
        );
      }),
    );
  });

  it('hands no spreadsheet a formula [V16.4.1]', () => {
    for (const attack of [
      '=HYPERLINK("http://x","y")',
      '+1+1',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1',
      '＋1',
      '－1',
      '＠x',
    ])
      expect(parseCsv(csvLine([attack, 'x']))[0]![0]).toBe(`'${attack}`);
    expect(csvLine([null, -5, 'a,b', 'c"d', ''])).toBe(',-5,"a,b","c""d",\r\n');
  });
});
